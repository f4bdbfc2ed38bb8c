package io.herald.mesos.leader;

import static java.util.Objects.requireNonNull;

/**
 * Where a master listens.
 *
 * @param host host name or address, without brackets
 * @param port 1 to 65535
 */
public record MasterAddress(String host, int port) {

  public static final int DEFAULT_PORT = 5050;

  public MasterAddress {
    requireNonNull(host, "host");
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a master's host is empty; write host:port");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "master \"" + host + "\": port " + port + " is not in 1-65535");
    }
  }

  /**
   * Reads {@code host:port} or {@code [v6]:port}.
   *
   * @throws IllegalArgumentException if the port is missing or malformed
   */
  public static MasterAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.indexOf(']') == colon - 1;
    if (colon <= 0 || (!bracketed && text.indexOf(':') != colon)) {
      throw new IllegalArgumentException(
          "master \"" + text + "\": write host:port, or [v6-address]:port");
    }
    String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
    try {
      return new MasterAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("master \"" + text + "\": the port is not a number", e);
    }
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
