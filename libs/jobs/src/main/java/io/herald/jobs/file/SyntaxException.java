package io.herald.jobs.file;

/** A text is not YAML or JSON as job files use them. */
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
