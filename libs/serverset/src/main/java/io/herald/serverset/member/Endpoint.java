package io.herald.serverset.member;

import static java.util.Objects.requireNonNull;

/**
 * Where a member listens.
 *
 * @param host host name or address without brackets; may hold non-ASCII characters
 * @param port 1 to 65535; 0 would mean "unbound", which some readers take for a port and others
 *     refuse together with the whole member
 */
public record Endpoint(String host, int port) {

  private static final int MAX_PORT = 65535;

  /**
   * @throws IllegalArgumentException if the host is empty or holds blanks, or the port is out of
   *     range
   */
  public Endpoint {
    requireNonNull(host, "host");
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the host is empty; name the host that listens");
    }
    if (host.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      throw new IllegalArgumentException(
          "the host \"" + host + "\" holds blanks or control characters; write the bare name");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "the port of " + host + " is " + port + "; a port is 1 to " + MAX_PORT);
    }
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
