package io.herald.dns.transport;

import io.herald.dns.answer.Transport;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;

/** An address that can't be listened on: a sentence that names protocol, address and port. */
public final class CannotListenException extends BindException {

  private static final long serialVersionUID = 1L;

  private final Transport transport;

  CannotListenException(Transport transport, InetSocketAddress address, IOException cause) {
    super(
        "can't listen on "
            + transport
            + " "
            + AddressText.of(address)
            + ": "
            + Reason.of(cause)
            + "; stop what uses the port, choose another one, or get the right to use it");
    this.transport = transport;
    initCause(cause);
  }

  public Transport transport() {
    return transport;
  }
}
