package io.herald.balancer.plane;

import java.net.InetAddress;
import java.util.List;

/**
 * One port of a virtual address, and the backends behind it.
 *
 * @param addresses at which it is served: at most one of each family; a family that has no backend
 *     has no address
 * @param backends in the order of their instance, address and port, none twice
 */
public record Vip(
    VipKey key, List<InetAddress> addresses, VipOptions options, List<Backend> backends) {

  public Vip {
    addresses = List.copyOf(addresses);
    backends = List.copyOf(backends);
  }
}
