package io.herald.balancer.haproxy;

import java.io.IOException;
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
    int colon = bind.lastIndexOf(':');
    String host = bind.substring(0, colon);
    boolean six = host.startsWith("ipv6@[");
    if (six) {
      host = host.substring("ipv6@[".length(), host.length() - 1);
    } else if (host.equals("*")) {
      host = "0.0.0.0";
    } else if (!host.matches("[0-9.]+")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(bind.substring(colon + 1));
    try (ServerSocketChannel channel =
        ServerSocketChannel.open(
            six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      channel.bind(new InetSocketAddress(host, port));
      return Optional.empty();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      return Optional.of(bind + " can't be opened: " + why + remedy(why));
    }
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
