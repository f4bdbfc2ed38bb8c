package io.herald.dns.forward;

import io.herald.dns.access.UdpSizes;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.net.PrivateNetworks;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is forwarded, where to and for whom.
 *
 * @param resolvers the default upstreams, in order of preference
 * @param zoneResolvers upstreams of a zone and what is below it, by the zone's name in lower case
 *     without outer dots; the longest that fits is asked
 * @param timeout of one upstream's answer
 * @param clients networks that are served; others get REFUSED
 * @param cachedAnswers how many answers of usual length are kept at most, fewer long ones; 0 none
 * @param atOnce how many questions may wait for the upstreams of each zone at a time, and a tenth
 *     of how many clients; more get SERVFAIL
 * @param udpSizes how long datagrams to clients may be
 */
public record ForwardSettings(
    List<InetSocketAddress> resolvers,
    Map<String, List<InetSocketAddress>> zoneResolvers,
    Duration timeout,
    List<CidrNetwork> clients,
    int cachedAnswers,
    int atOnce,
    UdpSizes udpSizes) {

  /** Loopback, private (RFC 1918, RFC 4193), shared (RFC 6598) and link-local addresses. */
  public static final List<CidrNetwork> PRIVATE = PrivateNetworks.ALL;

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  public static final int DEFAULT_CACHED_ANSWERS = 10_000;
  public static final int DEFAULT_AT_ONCE = 1_000;

  public ForwardSettings {
    resolvers = List.copyOf(resolvers);
    zoneResolvers = Map.copyOf(zoneResolvers);
    clients = List.copyOf(clients);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout = " + timeout + "; give a time above zero");
    }
    if (cachedAnswers < 0) {
      throw new IllegalArgumentException("cachedAnswers = " + cachedAnswers + "; give 0 or more");
    }
    if (atOnce < 1) {
      throw new IllegalArgumentException("atOnce = " + atOnce + "; give at least 1");
    }
  }
}
