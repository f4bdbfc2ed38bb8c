package io.herald.dns.server;

import io.herald.dns.config.Parameter;
import java.io.IOException;

/** An address can't be listened on: taken, not this machine's, or not allowed. */
public final class ListenException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Parameter port;

  ListenException(IOException cause, Parameter port, Parameter listener) {
    super(
        String.format(
            "%s (port: --%s or \"%s\"; address: --%s or \"%s\")",
            cause.getMessage(), port.option(), port.key(), listener.option(), listener.key()),
        cause);
    this.port = port;
  }

  /** The parameter that sets the port of the address. */
  public Parameter port() {
    return port;
  }
}
