package io.herald.dns.server;

import io.herald.settings.Parameter;
import java.io.IOException;

/** An address can't be listened on: taken, not this machine's, or not allowed. */
public final class ListenException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Parameter<?> port;

  ListenException(IOException cause, Parameter<?> port, Parameter<?> listener) {
    super(
        String.format(
            "%s (port: --%s or \"%s\"; address: --%s or \"%s\")",
            cause.getMessage(), port.flag(), port.key(), listener.flag(), listener.key()),
        cause);
    this.port = port;
  }

  /** The parameter that sets the port of the address. */
  public Parameter<?> port() {
    return port;
  }
}
