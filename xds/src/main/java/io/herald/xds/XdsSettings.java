package io.herald.xds;

import static java.util.Objects.requireNonNull;

import io.herald.runtime.net.CidrNetwork;
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

  /** Loopback and the private networks: whoever asks can learn where everything runs. */
  public static final List<CidrNetwork> PRIVATE =
      List.of(
              "127.0.0.0/8",
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "169.254.0.0/16",
              "100.64.0.0/10",
              "::1/128",
              "fc00::/7",
              "fe80::/10")
          .stream()
          .map(CidrNetwork::parse)
          .toList();

  /** Off. */
  public static final XdsSettings DEFAULT =
      new XdsSettings(Optional.empty(), "0.0.0.0", PRIVATE, 10_000, 1_000);

  public XdsSettings {
    requireNonNull(port, "port");
    requireNonNull(listener, "listener");
    allow = List.copyOf(allow);
  }
}
