package io.herald.catalog.model;

import static java.util.Objects.requireNonNull;

/**
 * A host and a port.
 *
 * @param host host name or address, without brackets
 * @param port 0 to 65535
 */
public record AnnouncedEndpoint(String host, int port) {

  public AnnouncedEndpoint {
    requireNonNull(host, "host");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(host + ": port " + port + " is not in 0-65535");
    }
  }

  /**
   * Parses {@code host:port} or {@code [v6]:port}.
   *
   * @throws IllegalArgumentException if host or port is missing or malformed
   */
  public static AnnouncedEndpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("\"" + text + "\": write an IPv6 address as [v6]:port");
    }
    if (colon < 0 || host.isEmpty()) {
      throw new IllegalArgumentException("\"" + text + "\": write host:port");
    }
    try {
      return new AnnouncedEndpoint(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\": the port is not a number", e);
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
