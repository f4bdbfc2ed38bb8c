package io.herald.balancer.haproxy;

import io.herald.balancer.plane.VipKey;
import java.net.Inet6Address;
import java.net.InetAddress;

/** How VIPs are called in HAProxy. Names of web services have no colon, so none is taken twice. */
final class BackendNames {

  private BackendNames() {}

  /** {@code vip:sise.marathon:80:v4}. */
  static String of(VipKey key, InetAddress address) {
    return "vip:"
        + key.host().text().replace(':', '.')
        + ":"
        + key.port()
        + (address instanceof Inet6Address ? ":v6" : ":v4");
  }
}
