package io.herald.balancer.web;

/** A label that was to protect a port can't be read, so the port must not be exported. */
final class UnsafeLabelException extends Exception {

  private static final long serialVersionUID = 1L;

  UnsafeLabelException(String message) {
    super(message);
  }
}
