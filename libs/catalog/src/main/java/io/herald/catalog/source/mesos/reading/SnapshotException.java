package io.herald.catalog.source.mesos.reading;

/** What was read is not the snapshot of a leading master; the message says what, where and why. */
public final class SnapshotException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SnapshotException(String message) {
    super(message);
  }

  public SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
