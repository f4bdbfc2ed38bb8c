package io.herald.dns.server;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a {@code listener} of the configuration means. */
final class ListenAddresses {

  private static final Logger log = LoggerFactory.getLogger(ListenAddresses.class);

  /** Reserved for documentation (RFC 5737, RFC 3849): routed as foreign addresses, never in use. */
  private static final String BEYOND = "192.0.2.1";

  private static final String BEYOND_V6 = "2001:db8::1";

  /** Exists on Linux for an interface that is a bridge. */
  private static final String BRIDGE = "/sys/class/net/%s/bridge";

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

  /**
   * The addresses published at the server's own name if the configuration names no servers: those
   * that it listens on, loopback only if there is no other. Any address means the one by which this
   * machine reaches beyond its own network, of each family that is listened on; whether clients
   * reach its others (bridges of containers, tunnels, management networks) can't be known here.
   */
  static List<InetAddress> published(List<InetAddress> listeners) {
    List<InetAddress> addresses =
        listeners.stream()
            .flatMap(
                listener ->
                    listener.isAnyLocalAddress() ? outward(listener).stream() : Stream.of(listener))
            .distinct()
            .toList();
    List<InetAddress> others =
        addresses.stream().filter(address -> !address.isLoopbackAddress()).toList();
    return others.isEmpty() ? addresses : others;
  }

  private static List<InetAddress> outward(InetAddress any) {
    List<InetAddress> addresses = new ArrayList<>();
    outward(StandardProtocolFamily.INET, BEYOND).ifPresent(addresses::add);
    if (any instanceof Inet6Address) {
      outward(StandardProtocolFamily.INET6, BEYOND_V6).ifPresent(addresses::add);
    }
    return addresses.isEmpty() ? ofNetworks(any) : addresses;
  }

  /** The source of packets to an address; none is sent to find it out. */
  private static Optional<InetAddress> outward(StandardProtocolFamily family, String beyond) {
    try (DatagramChannel socket = DatagramChannel.open(family)) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(beyond), 53));
      return Optional.of(((InetSocketAddress) socket.getLocalAddress()).getAddress())
          .filter(ListenAddresses::isForOthers);
    } catch (IOException | UnsupportedOperationException e) {
      // No route.
      return Optional.empty();
    }
  }

  /** Without a route out: those of this machine's networks, but for bridges of containers. */
  private static List<InetAddress> ofNetworks(InetAddress any) {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
        if (network.isUp() && !Files.exists(Path.of(BRIDGE.formatted(network.getName())))) {
          network
              .inetAddresses()
              .filter(address -> any instanceof Inet6Address || address instanceof Inet4Address)
              .filter(ListenAddresses::isForOthers)
              .forEach(addresses::add);
        }
      }
    } catch (SocketException e) {
      log.warn(
          "can't read the addresses of the network interfaces ({}); the server's own name has none",
          Reason.of(e));
    }
    return addresses;
  }

  private static boolean isForOthers(InetAddress address) {
    return !(address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress());
  }
}
