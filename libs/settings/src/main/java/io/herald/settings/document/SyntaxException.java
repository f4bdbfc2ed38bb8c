package io.herald.settings.document;

/** A text is not YAML or JSON as these documents use them. The sentence quotes no value. */
public final class SyntaxException extends Exception {

  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  SyntaxException(int line, String sentence) {
    this(line, 0, sentence);
  }

  /** At a column, from 1; 0 if only the line is known. */
  SyntaxException(int line, int column, String sentence) {
    super(sentence);
    this.line = line;
    this.column = column;
  }

  /** {@code LINE}, or {@code LINE:COLUMN} where that is known; both from 1. */
  public String place() {
    return column == 0 ? Integer.toString(line) : line + ":" + column;
  }
}
