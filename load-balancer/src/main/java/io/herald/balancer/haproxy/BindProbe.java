package io.herald.balancer.haproxy;

import io.herald.balancer.plane.SharedPort;
import io.herald.balancer.plane.VipProtocol;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;

/**
 * Whether an address can be opened. HAProxy gives up its whole file for one that can't, so it is
 * tried first, with the options that HAProxy uses.
 */
final class BindProbe {

  private BindProbe() {}

  /**
   * Opens it and closes it again.
   *
   * @param bind {@code address:port} as HAProxy writes it
   * @return why it can't be opened, with the remedy; empty: it can, or HAProxy has to try
   */
  static Optional<String> refusal(String bind) {
    Optional<InetSocketAddress> address = address(bind);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    try (ServerSocketChannel channel =
        ServerSocketChannel.open(
            address.get().getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6)) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      channel.bind(address.get());
      return Optional.empty();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      return Optional.of(bind + " can't be opened: " + why + remedy(why));
    }
  }

  /**
   * Whether another process has it open, which shares it. Of one that HAProxy doesn't hold.
   *
   * @param bind as of {@link #refusal}
   */
  static boolean isShared(String bind) {
    return address(bind)
        .map(address -> SharedPort.isOpenElsewhere(VipProtocol.TCP, address))
        .orElse(false);
  }

  /** Empty for what only HAProxy can read. */
  private static Optional<InetSocketAddress> address(String bind) {
    int colon = bind.lastIndexOf(':');
    String host = bind.substring(0, colon);
    if (host.startsWith("ipv6@[")) {
      host = host.substring("ipv6@[".length(), host.length() - 1);
    } else if (host.equals("*")) {
      host = "0.0.0.0";
    } else if (!host.matches("[0-9.]+")) {
      return Optional.empty();
    }
    return Optional.of(new InetSocketAddress(host, Integer.parseInt(bind.substring(colon + 1))));
  }

  private static String remedy(String why) {
    if (why.contains("Permission denied")) {
      return "; run it with CAP_NET_BIND_SERVICE, or take a port from 1024 on";
    }
    if (why.contains("in use")) {
      return "; end what listens there, or take another port";
    }
    if (why.contains("assign")) {
      return "; the address isn't this machine's: add a route of type local for it";
    }
    return "";
  }
}
