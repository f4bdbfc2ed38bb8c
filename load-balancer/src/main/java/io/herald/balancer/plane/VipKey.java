package io.herald.balancer.plane;

import java.util.Comparator;

/**
 * What makes two labels mean one VIP.
 *
 * @param port 1 to 65535
 */
public record VipKey(VipHost host, int port, VipProtocol protocol) implements Comparable<VipKey> {

  private static final Comparator<VipKey> ORDER =
      Comparator.comparing(VipKey::host)
          .thenComparingInt(VipKey::port)
          .thenComparing(VipKey::protocol);

  public VipKey {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
    }
  }

  @Override
  public int compareTo(VipKey other) {
    return ORDER.compare(this, other);
  }
}
