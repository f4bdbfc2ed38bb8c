package io.herald.dns.naming.names;

import java.util.StringJoiner;

/**
 * How text becomes a DNS label: the two rule sets of Mesos-DNS. Both lower-case ASCII letters, keep
 * letters and digits, turn {@code -}, {@code .} and {@code _} into a hyphen and drop everything
 * else.
 */
public enum LabelRules {
  /** At most 63 characters that may start with a digit (RFC 1123 §2.1); the default. */
  RFC1123(63, false),
  /** At most 24 characters that start with a letter (RFC 952); parameter EnforceRFC952. */
  RFC952(24, true);

  /** More than fit into 255 bytes. */
  private static final int MOST_LABELS = 128;

  private final int limit;
  private final boolean letterFirst;

  LabelRules(int limit, boolean letterFirst) {
    this.limit = limit;
    this.letterFirst = letterFirst;
  }

  /**
   * The one label that {@code text} gives; empty if nothing of it is usable. It never starts with a
   * hyphen. Text over the limit is cut without a mark; where the cut falls on hyphens, they give
   * way to what follows them.
   */
  public String label(String text) {
    if (isLabel(text)) {
      return text;
    }
    String mapped = usable(text);
    int size = Math.min(mapped.length(), limit);
    String head = withoutTrailingHyphens(mapped, size);
    if (head.length() == size) {
      return head;
    }
    // The hyphens before the cut went, so there is room for what stands behind it. The result is
    // not trimmed again: clients know these names, a trailing hyphen included.
    int rest = size;
    while (rest < mapped.length() && mapped.charAt(rest) == '-') {
      rest++;
    }
    int taken = Math.min(mapped.length() - rest, size - head.length());
    return head + mapped.substring(rest, rest + taken);
  }

  /**
   * Several labels joined by dots: each dot-separated part of {@code text} as {@link #label}, empty
   * ones dropped. Framework names are made so. Labels beyond the most that any name can have are
   * dropped too.
   */
  public String fragment(String text) {
    StringJoiner labels = new StringJoiner(".");
    int count = 0;
    for (int start = 0, dot; start <= text.length() && count < MOST_LABELS; start = dot + 1) {
      int next = text.indexOf('.', start);
      dot = next < 0 ? text.length() : next;
      String label = label(text.substring(start, dot));
      if (!label.isEmpty()) {
        labels.add(label);
        count++;
      }
    }
    return labels.toString();
  }

  /** Whether the text is a label as it stands: most of the names of ports and protocols are. */
  private boolean isLabel(String text) {
    int length = text.length();
    if (length > limit) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean inside = i > 0 && i < length - 1;
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9' && (i > 0 || !letterFirst))
              || (c == '-' && inside);
      if (!fits) {
        return false;
      }
    }
    return length > 0;
  }

  /**
   * The usable characters, as far as a label can depend on them: up to the limit, and behind the
   * hyphens that follow there as many again.
   */
  private String usable(String text) {
    StringBuilder mapped = new StringBuilder(Math.min(text.length(), 2 * limit));
    for (int i = 0; i < text.length() && mapped.length() < 2 * limit; i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        mapped.append((char) (c + 32));
      } else if (c >= 'a' && c <= 'z') {
        mapped.append(c);
      } else if (c >= '0' && c <= '9') {
        if (!letterFirst || !mapped.isEmpty()) {
          mapped.append(c);
        }
      } else if ((c == '-' || c == '.' || c == '_')
          && !mapped.isEmpty()
          && mapped.length() != limit) {
        mapped.append('-');
      }
    }
    return mapped.toString();
  }

  private static String withoutTrailingHyphens(String text, int size) {
    int end = size;
    while (end > 0 && text.charAt(end - 1) == '-') {
      end--;
    }
    return text.substring(0, end);
  }
}
