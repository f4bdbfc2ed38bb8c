package io.herald.jobs.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with {@code {{name}}} in it, in Aurora's way to write it: {@code {{mesos.instance}}},
 * {@code {{thermos.ports[http]}}}. Braces around what isn't a name, as in {@code {{.ID}}}, are
 * text.
 *
 * <p>Templates don't nest: {@code {{a[{{b}}]}}} is refused, as Aurora refuses it.
 */
public final class Template {

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*(?:\\.\\w+|\\[[\\w.\\-]+])*");
  private static final Pattern PORT = Pattern.compile("thermos\\.ports\\[([\\w.\\-]+)]");

  /** A piece of the text: as it stands, or a name to be put in. */
  private record Piece(String text, boolean isName) {}

  private final List<Piece> pieces;

  private Template(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /**
   * Reads a text.
   *
   * @throws TemplateException if one template stands in another
   */
  public static Template of(String text) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    int open = text.indexOf(OPEN);
    while (open >= 0) {
      int close = text.indexOf(CLOSE, open);
      if (close < 0) {
        break;
      }
      int inner = text.indexOf(OPEN, open + OPEN.length());
      if (inner >= 0 && inner < close) {
        throw new TemplateException(
            "one template stands in another at \""
                + text.substring(open, close + CLOSE.length())
                + "\"; write the inner one out");
      }
      String name = text.substring(open + OPEN.length(), close).strip();
      int end = close + CLOSE.length();
      if (NAME.matcher(name).matches()) {
        pieces.add(new Piece(text.substring(at, open), false));
        pieces.add(new Piece(name, true));
        at = end;
      }
      open = text.indexOf(OPEN, end);
    }
    pieces.add(new Piece(text.substring(at), false));
    return new Template(List.copyOf(pieces));
  }

  /** How a port's number is named. */
  public static String portName(String port) {
    return "thermos.ports[" + port + "]";
  }

  /** All names in the text. */
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    for (Piece piece : pieces) {
      if (piece.isName) {
        names.add(piece.text);
      }
    }
    return names;
  }

  /** The ports whose numbers the text asks for. */
  public SortedSet<String> ports() {
    SortedSet<String> ports = new TreeSet<>();
    for (String name : names()) {
      Matcher port = PORT.matcher(name);
      if (port.matches()) {
        ports.add(port.group(1));
      }
    }
    return ports;
  }

  /**
   * The text with every name put in.
   *
   * @throws TemplateException if a name has no value
   */
  public String expand(Map<String, String> values) {
    StringBuilder expanded = new StringBuilder();
    for (Piece piece : pieces) {
      if (!piece.isName) {
        expanded.append(piece.text);
        continue;
      }
      String value = values.get(piece.text);
      if (value == null) {
        throw new TemplateException(
            "{{" + piece.text + "}} has no value; there are " + new TreeSet<>(values.keySet()));
      }
      expanded.append(value);
    }
    return expanded.toString();
  }
}
