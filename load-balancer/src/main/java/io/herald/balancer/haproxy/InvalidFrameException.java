package io.herald.balancer.haproxy;

/** HAProxy doesn't take the file even without any service: the settings are to blame. */
final class InvalidFrameException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidFrameException(String message) {
    super(message);
  }
}
