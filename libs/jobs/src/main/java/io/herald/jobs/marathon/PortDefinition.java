package io.herald.jobs.marathon;

import static java.util.Collections.unmodifiableSortedMap;

import io.herald.jobs.port.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A port of an app: a number is taken for it from the offer.
 *
 * @param servicePort where clients find the app at a load balancer, which is free to read it
 *     otherwise; 0: none
 * @param protocols one or both; with both the port is in DiscoveryInfo twice, with one number
 * @param labels {@code VIP_0}, …: they reach DiscoveryInfo at this port
 */
public record PortDefinition(
    int servicePort,
    Optional<String> name,
    List<Protocol> protocols,
    SortedMap<String, String> labels) {

  /** What an app has that says nothing of ports. */
  public static final PortDefinition DEFAULT =
      new PortDefinition(0, Optional.of("default"), List.of(Protocol.TCP), new TreeMap<>());

  public PortDefinition {
    protocols = List.copyOf(protocols);
    labels = unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
