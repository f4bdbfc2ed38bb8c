package io.herald.dns.forward;

import java.util.concurrent.CompletionException;

/** An upstream gave no answer that can be used. */
final class UpstreamException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UpstreamException(String message) {
    super(message, null, false, false);
  }

  /** What is worth telling of a failure. */
  static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
