package io.herald.dns.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;

/** The addresses that a server listens on, and those by which it is reached. */
final class ListenAddress {

  private ListenAddress() {}

  /**
   * Where to listen.
   *
   * @param listener an address or a host name; empty is every IPv4 address
   * @param parameter its name in config.json, for the message
   * @throws IOException if the host name can't be resolved
   */
  static InetSocketAddress of(String listener, int port, String parameter, String option)
      throws IOException {
    try {
      return new InetSocketAddress(
          InetAddress.getByName(listener.isEmpty() ? "0.0.0.0" : listener), port);
    } catch (UnknownHostException e) {
      throw new IOException(
          "\""
              + parameter
              + "\" = \""
              + listener
              + "\": there is no such host; write an address of this machine (--"
              + option
              + ")",
          e);
    }
  }

  /**
   * The addresses under the server's own name: the one that is listened on, or for {@code 0.0.0.0}
   * and {@code ::} those of all interfaces. Loopback and link-local ones help nobody else and are
   * left out then.
   */
  static List<InetAddress> reachable(InetAddress listener) throws IOException {
    if (!listener.isAnyLocalAddress()) {
      return List.of(listener);
    }
    boolean ipv4Only = listener instanceof Inet4Address;
    return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .filter(address -> !ipv4Only || address instanceof Inet4Address)
        .distinct()
        .toList();
  }
}
