package io.herald.balancer.vip;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses that a name has.
 *
 * @param ipv4 empty: none was free
 * @param ipv6 empty: none was free, or there is no pool
 * @param released since when no task has asked for the name; empty: one does
 */
public record VipAddresses(
    Optional<InetAddress> ipv4, Optional<InetAddress> ipv6, Optional<Instant> released) {

  /** Those that there are, IPv4 first. */
  public List<InetAddress> all() {
    List<InetAddress> all = new ArrayList<>(2);
    ipv4.ifPresent(all::add);
    ipv6.ifPresent(all::add);
    return all;
  }
}
