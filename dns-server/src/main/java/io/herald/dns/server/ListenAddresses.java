package io.herald.dns.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a {@code listener} of the configuration means. */
final class ListenAddresses {

  private static final Logger log = LoggerFactory.getLogger(ListenAddresses.class);

  private ListenAddresses() {}

  /**
   * The address to listen on: {@code *} is every one, of IPv6 and IPv4; every other means itself,
   * {@code 0.0.0.0} thus all of IPv4 alone.
   *
   * @throws IllegalArgumentException if it is a host name that can't be resolved
   */
  static InetAddress of(String parameter, String listener) {
    try {
      return InetAddress.getByName(listener.equals("*") ? everywhere() : listener);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "\"" + parameter + "\" = \"" + listener + "\": it can't be resolved; write an address",
          e);
    }
  }

  /** The JDK's IPv6 sockets take IPv4 too; a system may have none of them. */
  private static String everywhere() {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      return channel.isOpen() ? "::" : "0.0.0.0";
    } catch (IOException | UnsupportedOperationException e) {
      return "0.0.0.0";
    }
  }

  /** The same for several, each once. */
  static List<InetAddress> of(String parameter, List<String> listeners) {
    return listeners.stream().map(listener -> of(parameter, listener)).distinct().toList();
  }

  /** All that {@link #published(InetAddress)} says of each, once. */
  static List<InetAddress> published(List<InetAddress> listeners) {
    return listeners.stream().flatMap(listener -> published(listener).stream()).distinct().toList();
  }

  /**
   * The addresses published at the server's own name: the listener's, or where that is any address
   * those of the interfaces that others can reach (neither loopback nor link-local).
   */
  static List<InetAddress> published(InetAddress listener) {
    if (!listener.isAnyLocalAddress()) {
      return List.of(listener);
    }
    List<InetAddress> addresses = new ArrayList<>();
    try {
      for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
        network
            .inetAddresses()
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .forEach(addresses::add);
      }
    } catch (SocketException e) {
      log.warn(
          "the interfaces' addresses can't be read ({}); the server's own name has none",
          e.getMessage());
    }
    return addresses;
  }
}
