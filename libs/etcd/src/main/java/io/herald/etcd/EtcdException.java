package io.herald.etcd;

import java.io.IOException;

/** Why etcd did not do what it was asked; the message names the endpoint. */
public final class EtcdException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What it means for the caller. */
  public enum Kind {
    /**
     * No member answered, or none in time, or there is no leader. Try again later. Whether a write
     * was done is unknown.
     */
    UNAVAILABLE,
    /** The user or its password is wrong, it may not do this, or a certificate isn't taken. */
    REFUSED,
    /** The revision that was asked for has been compacted away: read again. */
    COMPACTED,
    /** The lease has ended. */
    LEASE_GONE,
    /** etcd takes no writes: it is out of space, or its log is damaged. */
    NO_SPACE,
    /** Anything else: the request itself is wrong, or too large. */
    INVALID
  }

  private final Kind kind;

  public EtcdException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public EtcdException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
