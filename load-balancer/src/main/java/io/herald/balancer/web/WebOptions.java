package io.herald.balancer.web;

import io.herald.runtime.net.CidrNetwork;
import java.util.List;
import java.util.Optional;

/**
 * How a service treats what it carries.
 *
 * @param balance HAProxy's algorithm with its arguments, as the label has it
 * @param sticky whether a cookie keeps a client at its server
 * @param hsts whether browsers are told to use TLS from now on
 * @param stripPath prefix that requests lose on their way to the servers
 * @param returnPath what the path of redirects begins with
 * @param redirectRoot path that a request of {@code /} is sent to
 * @param allowed networks of the clients; empty: all, an empty list: nobody
 * @param check empty: Mesos' health alone
 */
public record WebOptions(
    WebMode mode,
    String balance,
    boolean sticky,
    boolean hsts,
    Optional<WebAuth> auth,
    Optional<String> stripPath,
    Optional<String> returnPath,
    Optional<String> redirectRoot,
    Optional<List<CidrNetwork>> allowed,
    Optional<WebCheck> check) {

  /** Marathon-LB's algorithm. */
  public static final String ROUND_ROBIN = "roundrobin";

  public WebOptions {
    allowed = allowed.map(List::copyOf);
  }

  /** The same without a check of the balancer's own. */
  public WebOptions withoutCheck() {
    return new WebOptions(
        mode,
        balance,
        sticky,
        hsts,
        auth,
        stripPath,
        returnPath,
        redirectRoot,
        allowed,
        Optional.empty());
  }

  /** The same with another algorithm. */
  WebOptions withBalance(String other) {
    return new WebOptions(
        mode, other, sticky, hsts, auth, stripPath, returnPath, redirectRoot, allowed, check);
  }
}
