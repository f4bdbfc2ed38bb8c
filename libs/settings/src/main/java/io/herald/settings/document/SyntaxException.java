package io.herald.settings.document;

/** A text is not YAML or JSON as these documents use them. */
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
