package io.herald.runtime.text;

/**
 * Text that others wrote, on one line of at most a given length: no control character, line
 * separator or direction mark of theirs reaches a log, a reply or a terminal. Every text from a
 * task, a ZooKeeper node, a master or a client passes through here before it is logged or shown.
 */
public final class Printable {

  /** Longest text that {@link #of(String)} keeps, in characters. */
  public static final int LONGEST = 300;

  private Printable() {}

  /** The text, cut at {@value #LONGEST} characters. */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * The text on one line: each unprintable character becomes {@code ?}, and what is longer than
   * {@code longest} characters is cut and ends in {@code …}. Takes time for what it keeps, however
   * long the text.
   *
   * @param longest in characters, at least 1; the ellipsis comes on top
   */
  public static String of(String text, int longest) {
    if (longest < 1) {
      throw new IllegalArgumentException("longest is " + longest + "; it must be at least 1");
    }
    int end = Math.min(text.length(), longest);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    StringBuilder shown = new StringBuilder(end + 1);
    text.substring(0, end)
        .codePoints()
        .forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '?'));
    return end < text.length() ? shown.append('…').toString() : shown.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
