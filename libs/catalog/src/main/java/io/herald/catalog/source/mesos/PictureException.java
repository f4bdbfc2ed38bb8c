package io.herald.catalog.source.mesos;

/** What was read is not the picture of a leading master; the message says what, where and why. */
final class PictureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PictureException(String message) {
    super(message);
  }

  PictureException(String message, Throwable cause) {
    super(message, cause);
  }
}
