package io.herald.balancer.vip;

import io.herald.balancer.plane.VipHost;
import io.herald.services.host.IpText;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The value of a VIP label: {@code NAME:PORT} or {@code ADDRESS:PORT}.
 *
 * @param host the name as it stands there, or the address
 * @param address empty: it is a name
 * @param port 1 to 65535
 */
record VipValue(String host, Optional<InetAddress> address, int port) {

  private static final String WRITE = "write NAME:PORT or ADDRESS:PORT, as in /sise:80";

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException that says what to write
   */
  static VipValue parse(String text) {
    String value = text.strip();
    int colon = value.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("the port is missing; " + WRITE);
    }
    int port = port(value.substring(colon + 1));
    String host = value.substring(0, colon);
    if (host.contains("://")) {
      throw new IllegalArgumentException(
          "a port's own label has no scheme, the protocol is the port's; " + WRITE);
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    Optional<InetAddress> address =
        IpText.parse(bracketed ? host.substring(1, host.length() - 1) : host);
    address.ifPresent(VipValue::check);
    if (address.isEmpty() && (bracketed || host.contains(":"))) {
      throw new IllegalArgumentException("\"" + host + "\" is no IPv6 address; " + WRITE);
    }
    return new VipValue(host, address, port);
  }

  private static int port(String text) {
    if (text.length() <= 5 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw new IllegalArgumentException(
        "the port \"" + text + "\" is not a number from 1 to 65535; " + WRITE);
  }

  private static void check(InetAddress address) {
    if (address.isAnyLocalAddress() || address.isMulticastAddress() || isBroadcast(address)) {
      throw new IllegalArgumentException(
          address.getHostAddress() + " can't be one service's address; " + WRITE);
    }
  }

  /** Whether it is every host of this network (RFC 919 §7). */
  private static boolean isBroadcast(InetAddress address) {
    return address.getHostAddress().equals("255.255.255.255");
  }

  /**
   * What it is called in that framework.
   *
   * @throws IllegalArgumentException if nothing is left of its name
   */
  VipHost in(String framework) {
    if (address.isPresent()) {
      return new VipHost.Fixed(address.get());
    }
    return new VipHost.Named(
        VipName.of(host, framework)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "name \""
                            + host
                            + "\" and framework \""
                            + framework
                            + "\" make no DNS name; write letters, digits and dashes, at most 199"
                            + " characters")));
  }
}
