package io.herald.balancer.haproxy;

import java.util.Optional;

/**
 * One {@code server} line.
 *
 * @param id its number within the backend
 * @param weight 0 to 256; 0: no new connections
 * @param enabled false: in maintenance: no new connections, also of clients that stick to it
 * @param keywords what follows on the line, the same for all servers of the backend but for the
 *     check's port
 */
record ProxyServer(
    String name,
    int id,
    String address,
    int port,
    int weight,
    boolean enabled,
    Optional<String> cookie,
    String keywords) {

  /** What the names of unchecked servers, or of their backend, end with. */
  static final String OPEN = ".open";

  /** As the file and {@code add server} write it. */
  String endpoint() {
    return (address.contains(":") ? "ipv6@[" + address + "]" : address) + ":" + port;
  }

  /** The line of the file. */
  String line() {
    return "  server "
        + name
        + " "
        + endpoint()
        + " id "
        + id
        + " weight "
        + weight
        + cookie.map(value -> " cookie " + value).orElse("")
        + keywords
        + (enabled ? "" : " disabled");
  }

  /**
   * The same server without a check, which gets connections only where no checked one is left: so a
   * check that all fail costs nothing.
   *
   * @param otherId its number
   */
  ProxyServer unchecked(int otherId) {
    ProxyServer bare = withoutCheck();
    return new ProxyServer(
        name + OPEN, otherId, address, port, weight, enabled, cookie, bare.keywords + " backup");
  }

  ProxyServer withoutCheck() {
    return new ProxyServer(
        name, id, address, port, weight, enabled, cookie, keywords.replaceAll(" check( .*)?$", ""));
  }

  boolean isChecked() {
    return keywords.contains(" check ");
  }
}
