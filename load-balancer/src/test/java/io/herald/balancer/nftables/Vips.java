package io.herald.balancer.nftables;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.MappedPort;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** States of one VIP or several, as tests write them. */
final class Vips {

  private final TreeMap<VipKey, Vip> vips = new TreeMap<>();

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Backends as {@code ADDRESS PORT WEIGHT}, and perhaps {@code ADDRESS PORT} in a container. */
  Vips tcp(String address, int port, String... backends) {
    return add(VipProtocol.TCP, address, port, VipOptions.DEFAULT, backends);
  }

  Vips udp(String address, int port, String... backends) {
    return add(VipProtocol.UDP, address, port, VipOptions.DEFAULT, backends);
  }

  Vips add(VipProtocol protocol, String address, int port, VipOptions options, String... backends) {
    VipKey key = new VipKey(new VipHost.Named(address + ".marathon"), port, protocol);
    List<Backend> parsed = new ArrayList<>();
    for (String backend : backends) {
      String[] parts = backend.split(" ");
      parsed.add(
          new Backend(
              "task-" + parsed.size(),
              new ServiceKey("marathon", "sise", ""),
              address(parts[0]),
              Integer.parseInt(parts[1]),
              Integer.parseInt(parts[2]),
              address(parts[0]),
              parts.length > 3
                  ? Optional.of(new MappedPort(address(parts[3]), Integer.parseInt(parts[4])))
                  : Optional.empty()));
    }
    vips.put(key, new Vip(key, List.of(address(address)), options, parsed));
    return this;
  }

  DesiredState state(long revision) {
    return new DesiredState(revision, vips);
  }

  Ruleset rules() {
    return Ruleset.of(state(1), Set.of());
  }
}
