package io.herald.client.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A server answered, but not with what was asked for. The message says what it answered. */
public final class ApiException extends IOException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Optional<Duration> retryAfter;

  ApiException(int status, Optional<Duration> retryAfter, String message) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Of HTTP. */
  public int status() {
    return status;
  }

  /** How long the server asks to be left alone; empty if it does not. */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
