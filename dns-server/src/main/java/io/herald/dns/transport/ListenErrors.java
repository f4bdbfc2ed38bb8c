package io.herald.dns.transport;

import io.herald.dns.zone.QueryResponder.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;

/** The sentence about an address that can't be listened on. */
final class ListenErrors {

  private ListenErrors() {}

  static BindException cannotListen(
      Transport transport, InetSocketAddress address, IOException cause) {
    BindException error =
        new BindException(
            "can't listen on "
                + transport
                + " "
                + text(address)
                + ": "
                + cause.getMessage()
                + "; stop what uses the port, choose another one, or get the right to use it");
    error.initCause(cause);
    return error;
  }

  /** {@code 127.0.0.1:53} or {@code [::1]:53}. */
  static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
