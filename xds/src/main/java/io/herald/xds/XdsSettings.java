package io.herald.xds;

import static java.util.Objects.requireNonNull;

import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.net.PrivateNetworks;
import java.util.List;
import java.util.Optional;

/**
 * Where xDS is served, and to whom.
 *
 * @param port empty: it is not served; 0: any free one
 * @param listener address
 * @param allow networks of the clients; empty: all
 * @param streams served at a time
 * @param streamsPerClient how many of these one client may have: an IPv4 address, an IPv6 /64
 */
public record XdsSettings(
    Optional<Integer> port,
    String listener,
    List<CidrNetwork> allow,
    int streams,
    int streamsPerClient) {

  /** Off. */
  public static final XdsSettings DEFAULT =
      new XdsSettings(Optional.empty(), "0.0.0.0", PrivateNetworks.ALL, 10_000, 1_000);

  public XdsSettings {
    requireNonNull(port, "port");
    requireNonNull(listener, "listener");
    allow = List.copyOf(allow);
  }
}
