package io.herald.watch.targets;

import io.herald.services.instance.Instance;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.IpSource;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One address that Prometheus may scrape.
 *
 * @param address {@code host:port}, an IPv6 host in brackets; without a port if the instance has
 *     none
 * @param labels by name, sorted; every name is one that Prometheus takes
 */
public record ScrapeTarget(String address, Map<String, String> labels) {

  public ScrapeTarget {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /**
   * The targets of an instance: one for each of its ports, at the first address; a number among its
   * resources that a named port has is no second target. One without a port for an instance without
   * ports, so that a relabelling can add one. None until its host is resolved.
   *
   * @param portName only ports of that name; empty: all
   * @param sources of addresses; empty: the task's network decides
   */
  public static List<ScrapeTarget> of(
      Instance instance, Optional<String> portName, List<IpSource> sources) {
    List<InetAddress> addresses = instance.addresses(sources).addresses();
    List<InstancePort> ports = instance.ports(sources);
    List<ScrapeTarget> targets = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (InstancePort port : ports) {
      List<InetAddress> at = port.atAgent() ? instance.agentAddresses() : addresses;
      if (at.isEmpty() || (portName.isPresent() && !port.name().equals(portName.get()))) {
        continue;
      }
      String address = host(at.get(0)) + ":" + port.number();
      if (!port.name().isEmpty() || !taken.contains(address)) {
        targets.add(new ScrapeTarget(address, TargetLabels.of(instance, Optional.of(port))));
        taken.add(address);
      }
    }
    if (ports.isEmpty() && portName.isEmpty() && !addresses.isEmpty()) {
      targets.add(
          new ScrapeTarget(host(addresses.get(0)), TargetLabels.of(instance, Optional.empty())));
    }
    return targets;
  }

  private static String host(InetAddress address) {
    return address instanceof Inet6Address
        ? "[" + address.getHostAddress() + "]"
        : address.getHostAddress();
  }
}
