package io.herald.balancer.proxy.socket;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** An address that can't be bound: a sentence with protocol, address, port and the remedy. */
public final class BindFailedException extends BindException {

  private static final long serialVersionUID = 1L;

  BindFailedException(String protocol, InetSocketAddress address, IOException cause) {
    super(
        "can't listen on "
            + protocol
            + " "
            + AddressText.of(address)
            + ": "
            + remedy(protocol, address, cause));
    initCause(cause);
  }

  private static String remedy(String protocol, InetSocketAddress address, IOException cause) {
    String why = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    String host = address.getAddress().getHostAddress();
    int port = address.getPort();
    if (why.contains("permission denied")) {
      return "permission denied; ports below net.ipv4.ip_unprivileged_port_start need a right: give"
          + " the process CAP_NET_BIND_SERVICE (in its systemd unit:"
          + " AmbientCapabilities=CAP_NET_BIND_SERVICE), or run `sysctl -w"
          + " net.ipv4.ip_unprivileged_port_start="
          + port
          + "`";
    }
    if (why.contains("cannot assign requested address")
        || why.contains("can't assign requested address")) {
      return "no interface of this machine has the address; make the pool local (`ip route add"
          + " local POOL dev lo src HOSTADDRESS`), give the address to an interface (`ip address add "
          + host
          + " dev lo`), or choose a pool inside 127.0.0.0/8";
    }
    if (why.contains("address already in use")) {
      return "another process uses the port; find it with `ss -"
          + ("UDP".equals(protocol) ? "u" : "t")
          + "lnp 'sport = :"
          + port
          + "'` and stop it, or have it listen on its own address instead of all";
    }
    return Reason.of(cause) + "; the address is tried again";
  }
}
