package io.herald.catalog.saved;

/** A file holds no snapshot that can be used; the message says what is wrong with it. */
public final class SnapshotFileException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why a file is of no use. */
  public enum Kind {
    /** It is cut, changed or of no version that is known. */
    DAMAGED,
    /** It is sound, and of another cluster. */
    FOREIGN
  }

  private final Kind kind;

  SnapshotFileException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  SnapshotFileException(String message, Throwable cause) {
    super(message, cause);
    this.kind = Kind.DAMAGED;
  }

  public Kind kind() {
    return kind;
  }
}
