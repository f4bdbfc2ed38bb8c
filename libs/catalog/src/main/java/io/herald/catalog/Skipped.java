package io.herald.catalog;

/**
 * One thing that a source could not read and left out; all others were read.
 *
 * @param kind "task", "agent", "ports", …: what was left out, as {@link SourceStatus#skipped}
 *     counts it
 * @param id of the entity that it belongs to, as far as it can be told; else empty
 * @param why a sentence that holds the offending text
 */
public record Skipped(String kind, String id, String why) {

  /** Longest id or reason that is kept, in characters. */
  private static final int LONGEST = 300;

  public Skipped {
    kind = printable(kind);
    id = printable(id);
    why = printable(why);
  }

  /** What others wrote, fit for one line of a log: cut, and without control characters. */
  private static String printable(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    StringBuilder shown = new StringBuilder(cut.length());
    cut.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return shown.toString();
  }
}
