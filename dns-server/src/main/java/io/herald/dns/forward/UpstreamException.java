package io.herald.dns.forward;

/** An upstream gave no answer that can be used. */
final class UpstreamException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UpstreamException(String message) {
    super(message, null, false, false);
  }
}
