package io.herald.render.template;

import io.herald.runtime.text.Printable;

/** A text of a task can't be written in the file's format without changing what the file means. */
final class UnsafeTextException extends RuntimeException {

  /** Of what such a text holds, this much is shown. */
  private static final int SHOWN = 80;

  /**
   * Refuses the text.
   *
   * @param why a clause whose subject is the text
   */
  UnsafeTextException(String text, String why) {
    super("\"" + Printable.of(text, SHOWN) + "\" " + why);
  }
}
