package io.herald.render.template;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a rendered file is written in, and so which texts of tasks may stand in it as they are. A
 * task's texts are chosen by whoever may launch one: they may hold line breaks, quotes, braces.
 * What could end a word of the format, or mean something in it, is escaped where the format has an
 * escape, and refused where it has none.
 */
public enum TemplateFormat {
  /** nginx's configuration: one word of a directive. */
  NGINX("nginx", "a word of nginx"),
  /** HAProxy's configuration: one word of a line. */
  HAPROXY("haproxy", "a word of HAProxy"),
  /** {@code /etc/hosts}: an address or a name. */
  HOSTS("hosts", "a host name or address"),
  /** Variables for systemd, Docker and shells: a value without quotes. */
  ENV("env", "a value without quotes"),
  /** JSON: the inside of a string in quotes. */
  JSON("json", "text"),
  /** YAML: the inside of a string in double quotes. */
  YAML("yaml", "text"),
  /** Lines of text without a syntax: whatever does not break or hide a line. */
  LINES("lines", "text on one line"),
  /** As it is: the template's author has thought of everything. */
  RAW("raw", "text");

  private final String word;
  private final String holds;

  TemplateFormat(String word, String holds) {
    this.word = word;
    this.holds = holds;
  }

  /** As configurations write it. */
  public String word() {
    return word;
  }

  /** All words, for a sentence. */
  public static String words() {
    List<String> words = Arrays.stream(values()).map(TemplateFormat::word).toList();
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /**
   * The format of that word.
   *
   * @throws IllegalArgumentException with a clause that lists the words
   */
  public static TemplateFormat of(String word) {
    for (TemplateFormat format : values()) {
      if (format.word.equals(word.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new IllegalArgumentException("\"" + word + "\" is not a format; write " + words());
  }

  /**
   * The text as it may stand in the file.
   *
   * @throws UnsafeTextException if it may not
   */
  String written(String text) {
    if (this == JSON || this == YAML) {
      return jsonInside(text);
    }
    refusal(text)
        .ifPresent(
            bad -> {
              throw new UnsafeTextException(text, "holds " + named(bad) + ", and must be " + holds);
            });
    return text;
  }

  /**
   * The text in the format's quotes, for where a word of any text may stand.
   *
   * @throws UnsafeTextException if it may not stand in quotes either
   */
  String quoted(String text) {
    return switch (this) {
      case JSON, YAML -> "\"" + jsonInside(text) + "\"";
      case ENV -> "'" + onOneLine(text).replace("'", "'\\''") + "'";
      case HAPROXY -> "'" + without(onOneLine(text), "'", "a HAProxy string in quotes") + "'";
      // A dollar begins a variable, in quotes too, and nothing escapes it.
      case NGINX ->
          "\""
              + without(onOneLine(text), "$", "an nginx string")
                  .replace("\\", "\\\\")
                  .replace("\"", "\\\"")
              + "\"";
      case HOSTS, LINES, RAW -> written(text);
    };
  }

  /** The text where nothing reads it: one line, without what could end a comment's line. */
  static String comment(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '?'));
    return shown.toString();
  }

  private boolean allows(int c) {
    return switch (this) {
      case NGINX, HAPROXY, ENV -> isWord(c);
      case HOSTS -> isLetterOrDigit(c) || "._-:".indexOf(c) >= 0;
      case LINES -> isPrintable(c);
      case JSON, YAML, RAW -> true;
    };
  }

  private Optional<Integer> refusal(String text) {
    return text.codePoints().filter(c -> !allows(c)).boxed().findFirst();
  }

  private static String onOneLine(String text) {
    LINES
        .refusal(text)
        .ifPresent(
            bad -> {
              throw new UnsafeTextException(
                  text, "holds " + named(bad) + ", and must be " + LINES.holds);
            });
    return text;
  }

  private static String without(String text, String bad, String what) {
    if (text.contains(bad)) {
      throw new UnsafeTextException(text, "holds " + bad + ", which " + what + " can't hold");
    }
    return text;
  }

  private static String jsonInside(String text) {
    StringBuilder inside = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> inside.append("\\\"");
        case '\\' -> inside.append("\\\\");
        case '\n' -> inside.append("\\n");
        case '\r' -> inside.append("\\r");
        case '\t' -> inside.append("\\t");
        default -> {
          // Everything but ASCII too: YAML has line ends and unprintable characters of its own.
          if (c < 0x20 || c > 0x7e) {
            inside.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            inside.append(c);
          }
        }
      }
    }
    return inside.toString();
  }

  private static String named(int c) {
    return isPrintable(c) && c != ' '
        ? "\"" + Character.toString(c) + "\""
        : String.format(Locale.ROOT, "the character U+%04X", c);
  }

  /** Ends no word, opens no block, begins no comment, variable or expression in any of them. */
  private static boolean isWord(int c) {
    return isLetterOrDigit(c) || "._-:/@+=~,[]".indexOf(c) >= 0;
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
