package io.herald.mesos.client;

import java.io.IOException;

/** A call that was not accepted. The message says who answered what. */
public final class CallFailedException extends IOException {

  private final int status;

  CallFailedException(int status, String message) {
    super(message);
    this.status = status;
  }

  CallFailedException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** The HTTP status; 0 if there was no answer. */
  public int status() {
    return status;
  }
}
