package io.herald.skydns.message;

import io.herald.runtime.text.Printable;

/**
 * A value that is no message. Says which key, which field, what stands there, and what should; the
 * text is fit for logs.
 */
public final class MalformedMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 80;

  private final String key;
  private final String field;

  private MalformedMessageException(String key, String field, String what) {
    super("key " + Printable.of(key) + ": " + what);
    this.key = key;
    this.field = field;
  }

  /** A field's value is not what it must be. */
  static MalformedMessageException field(
      String key, String field, String value, String allowed, String remedy) {
    return new MalformedMessageException(
        key,
        field,
        "\""
            + field
            + "\" = "
            + Printable.of(value, SHOWN)
            + ": must be "
            + allowed
            + "; write "
            + remedy);
  }

  /** The value as a whole is not one JSON object. */
  static MalformedMessageException value(String key, String value, String why) {
    return new MalformedMessageException(
        key,
        "",
        "the value \""
            + Printable.of(value, SHOWN)
            + "\" is "
            + why
            + "; write one JSON object, such as {\"host\":\"10.0.0.1\",\"port\":8080}");
  }

  /** Where the value stands. */
  public String key() {
    return key;
  }

  /** Which field it is; empty: the value as a whole. */
  public String field() {
    return field;
  }
}
