package io.herald.catalog.source.mesos;

/** What was read is not the picture of a leading master; the message says what, where and why. */
final class SnapshotException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SnapshotException(String message) {
    super(message);
  }

  SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
