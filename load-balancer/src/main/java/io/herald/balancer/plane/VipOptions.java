package io.herald.balancer.plane;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What labels ask of one VIP.
 *
 * @param method how a backend is chosen
 * @param proxyIn whether clients begin with a PROXY protocol header, version 1 or 2
 * @param proxyOut whether backends get one, version 2
 * @param connectTimeout for one backend; then the next one is tried
 * @param idleTimeout after which a connection without traffic ends; empty: never
 * @param maxConnections open at a time; empty: as many as the plane can hold
 * @param check of each backend by the plane; empty: Mesos' health alone
 */
public record VipOptions(
    Method method,
    boolean proxyIn,
    boolean proxyOut,
    Duration connectTimeout,
    Optional<Duration> idleTimeout,
    OptionalInt maxConnections,
    Optional<ActiveCheck> check) {

  /** What a VIP has whose labels ask for nothing. */
  public static final VipOptions DEFAULT =
      new VipOptions(
          Method.LEAST_CONNECTIONS,
          false,
          false,
          Duration.ofSeconds(3),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty());

  /** How a backend is chosen for a new connection. */
  public enum Method {
    /** The fewest open connections for its weight; among equals, in turn. */
    LEAST_CONNECTIONS,
    /** In turn, by weight. */
    ROUND_ROBIN,
    /** By the client's address: the same one as long as the set stays. */
    SOURCE_HASH
  }
}
