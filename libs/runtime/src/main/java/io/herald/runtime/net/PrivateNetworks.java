package io.herald.runtime.net;

import java.util.List;
import java.util.stream.Stream;

/** The networks whose addresses are no stranger's. */
public final class PrivateNetworks {

  /** Loopback, private (RFC 1918, RFC 4193), shared (RFC 6598) and link-local addresses. */
  public static final List<CidrNetwork> ALL =
      Stream.of(
              "127.0.0.0/8",
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "100.64.0.0/10",
              "169.254.0.0/16",
              "::1",
              "fc00::/7",
              "fe80::/10")
          .map(CidrNetwork::parse)
          .toList();

  private PrivateNetworks() {}
}
