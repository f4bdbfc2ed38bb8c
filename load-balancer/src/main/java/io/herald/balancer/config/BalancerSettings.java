package io.herald.balancer.config;

import io.herald.balancer.control.LoadBalancerSettings;
import io.herald.balancer.haproxy.HaproxySettings;
import io.herald.balancer.nftables.NftablesSettings;
import io.herald.balancer.proxy.ProxySettings;
import io.herald.balancer.vip.VipPool;
import io.herald.balancer.web.WebSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A load balancer as an operator asks for it.
 *
 * @param planes that carry the traffic, each once; {@link PlaneKind#NONE} alone: names only; empty:
 *     there is no balancer
 * @param pool of the addresses of named VIPs
 * @param zone of the names, in lower case without a dot at its end; empty: whoever has the names
 *     answered knows it
 * @param lossGrace as {@link LoadBalancerSettings#lossGrace}
 * @param nameWait as {@link LoadBalancerSettings#nameWait}
 * @param assignments where the addresses of names are kept
 * @param stateFile as {@link LoadBalancerSettings#stateFile}
 * @param proxy how the proxy works, if that plane is asked for
 * @param haproxy how HAProxy is run; empty: that plane isn't asked for
 * @param web which web services HAProxy carries
 * @param webPorts where service ports that were given out are kept
 * @param environments as {@link LoadBalancerSettings#environments}
 * @param nftables how the kernel's rules are kept, if that plane is asked for
 */
public record BalancerSettings(
    List<PlaneKind> planes,
    VipPool pool,
    Optional<String> zone,
    Duration lossGrace,
    Duration nameWait,
    AssignmentPlace assignments,
    Optional<Path> stateFile,
    ProxySettings proxy,
    Optional<HaproxySettings> haproxy,
    WebSettings web,
    AssignmentPlace webPorts,
    Set<String> environments,
    NftablesSettings nftables) {

  public BalancerSettings {
    planes = List.copyOf(planes);
    environments = Set.copyOf(environments);
  }

  /** Whether there is a balancer at all. */
  public boolean isOn() {
    return !planes.isEmpty();
  }

  /**
   * What a running balancer can take over.
   *
   * @param zoneOfNames if none is set
   */
  public LoadBalancerSettings control(String zoneOfNames) {
    return new LoadBalancerSettings(
        pool, zone.orElse(zoneOfNames), lossGrace, nameWait, stateFile, environments);
  }

  /** Whether a balancer that runs with these can take over the others, and needn't be made anew. */
  public boolean canBecome(BalancerSettings others) {
    return planes.equals(others.planes)
        && assignments.equals(others.assignments)
        && stateFile.equals(others.stateFile)
        && environments.equals(others.environments)
        && (!planes.contains(PlaneKind.PROXY) || proxy.equals(others.proxy))
        && haproxy.equals(others.haproxy)
        && (haproxy.isEmpty() || (web.equals(others.web) && webPorts.equals(others.webPorts)))
        && (!planes.contains(PlaneKind.NFTABLES) || nftables.equals(others.nftables));
  }
}
