package io.herald.settings.document;

import java.util.List;

/** A piece of a YAML or JSON text that knows its line. */
public sealed interface SyntaxNode {

  /** From 1. */
  int line();

  /** What it is, for a sentence: "a list". */
  String description();

  /** Keys in the order of the text; one may come twice. */
  record Mapping(int line, List<Entry> entries) implements SyntaxNode {
    @Override
    public String description() {
      return "a mapping";
    }
  }

  /** One key of a mapping with its value. */
  record Entry(Scalar key, SyntaxNode value) {}

  /** A list. */
  record Sequence(int line, List<SyntaxNode> items) implements SyntaxNode {
    @Override
    public String description() {
      return "a list";
    }
  }

  /** A single value, as it is written. */
  record Scalar(int line, Kind kind, String text) implements SyntaxNode {
    @Override
    public String description() {
      return switch (kind) {
        case NULL -> "nothing";
        case TEXT -> "the text \"" + text + "\"";
        case INTEGER, NUMBER -> "the number " + text;
        case BOOLEAN -> "the truth value " + text;
      };
    }
  }

  /** What a single value is. */
  enum Kind {
    TEXT,
    INTEGER,
    /** With a fraction or an exponent. */
    NUMBER,
    BOOLEAN,
    NULL
  }
}
