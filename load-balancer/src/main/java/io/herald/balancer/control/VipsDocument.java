package io.herald.balancer.control;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;

/** What {@code GET /v1/vips} lists, in the shape of DC/OS' own. */
public final class VipsDocument {

  private VipsDocument() {}

  /**
   * One VIP; the components are named as in the JSON.
   *
   * @param vip {@code sise.marathon.l4lb.thisdcos.directory:80}, or an address with a port
   * @param protocol {@code tcp} or {@code udp}
   * @param backend those that get connections or have some left
   */
  public record Entry(String vip, String protocol, List<Target> backend) {

    public Entry {
      backend = List.copyOf(backend);
    }
  }

  /** A backend's address and port. */
  public record Target(String ip, int port) {}

  /**
   * All VIPs of a state, in its order.
   *
   * @param zone of the names
   */
  public static List<Entry> of(DesiredState state, String zone) {
    List<Entry> entries = new ArrayList<>(state.vips().size());
    for (Vip vip : state.vips().values()) {
      entries.add(
          new Entry(
              name(vip.key(), zone),
              vip.key().protocol().text(),
              vip.backends().stream()
                  .map(each -> new Target(each.address().getHostAddress(), each.port()))
                  .toList()));
    }
    return entries;
  }

  /** A VIP as people write it: {@code sise.marathon.l4lb.thisdcos.directory:80}. */
  public static String name(VipKey key, String zone) {
    String host = key.host().text();
    if (key.host() instanceof VipHost.Fixed fixed) {
      return (fixed.address() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + key.port();
    }
    return host + "." + zone + ":" + key.port();
  }
}
