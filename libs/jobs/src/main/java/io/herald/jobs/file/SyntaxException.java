package io.herald.jobs.file;

/** A text is no YAML or JSON of the kind that job files are written in. */
final class SyntaxException extends Exception {

  private final int line;

  SyntaxException(int line, String sentence) {
    super(sentence);
    this.line = line;
  }

  /** From 1. */
  int line() {
    return line;
  }
}
