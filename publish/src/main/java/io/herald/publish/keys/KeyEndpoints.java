package io.herald.publish.keys;

import io.herald.services.instance.FactSource;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceAddresses;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.InstancePorts;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Where one instance is reached: pairs of address and port, as SkyDNS' messages say them. */
final class KeyEndpoints {

  private KeyEndpoints() {}

  /**
   * One of them.
   *
   * @param id tells it from the instance's others; empty: the one that stands for the instance
   * @param port 0: the instance has none
   * @param weight empty: no label asks for one
   */
  record Endpoint(String id, InetAddress address, int port, int priority, OptionalInt weight) {}

  /**
   * Those of an instance; none while its host isn't resolved. The first port is the one for who
   * names none. A port that two protocols share is one endpoint: SkyDNS' records know no protocol.
   */
  static List<Endpoint> of(Instance instance, List<IpSource> sources) {
    InstanceAddresses own = instance.addresses(sources);
    List<Endpoint> endpoints = new ArrayList<>();
    Set<InetSocketAddress> known = new HashSet<>();
    for (InstancePort port : ports(instance, own)) {
      List<InetAddress> addresses = port.atAgent() ? instance.agentAddresses() : own.addresses();
      for (int i = 0; i < addresses.size(); i++) {
        InetAddress address = addresses.get(i);
        if (known.add(new InetSocketAddress(address, port.number()))) {
          endpoints.add(
              new Endpoint(
                  id(endpoints.isEmpty(), port.number(), i),
                  address,
                  port.number(),
                  port.priority(),
                  port.weight()));
        }
      }
    }
    return endpoints;
  }

  private static String id(boolean first, int port, int index) {
    if (first) {
      return "";
    }
    return index == 0 ? "-" + port : "-" + port + "-" + (index + 1);
  }

  /**
   * What DNS has in SRV at the instance's name: the ports of its DiscoveryInfo; those of its
   * resources, which are the agent's, if it has none.
   */
  private static List<InstancePort> ports(Instance instance, InstanceAddresses own) {
    InstanceLabels labels = new InstanceLabels(instance.task());
    List<InstancePort> ports =
        new ArrayList<>(InstancePorts.named(instance.task(), own, labels, (kind, what) -> {}));
    boolean discovered = ServiceKey.discovery(instance.task()).isPresent();
    if (!discovered || ports.isEmpty()) {
      for (InstancePort port : instance.ports(List.of())) {
        if (port.source() == FactSource.RESOURCES) {
          ports.add(port);
        }
      }
    }
    InstancePorts.primary(ports)
        .ifPresent(
            primary -> {
              ports.remove(primary);
              ports.add(0, primary);
            });
    if (ports.isEmpty()) {
      ports.add(
          new InstancePort(
              "",
              0,
              "",
              false,
              Map.of(),
              labels.priority(Map.of()),
              labels.weight(Map.of()),
              instance.nameSource()));
    }
    return ports;
  }
}
