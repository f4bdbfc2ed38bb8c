package io.herald.facade.marathon;

import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.services.instance.FactSource;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.IpSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A port of a task as Marathon counts them: one for each of the app's port definitions or mappings,
 * in their order.
 *
 * @param name empty if it has none
 * @param protocol {@code tcp}, {@code udp}, or {@code udp,tcp}
 * @param hostPort of the agent; 0: none
 * @param containerPort 0: not known, or the agent's
 */
record AppPort(
    String name, String protocol, int hostPort, int containerPort, Map<String, String> labels) {

  /** How a task's container is on the network; unspecified means the agent's. */
  static Network network(Instance instance) {
    Network described = instance.task().network();
    return described.mode() == Network.Mode.UNSPECIFIED
        ? instance.task().running().map(RunningStatus::network).orElse(Network.UNSPECIFIED)
        : described;
  }

  /**
   * The ports of its DiscoveryInfo or announcement; without these those of its container's
   * mappings, without these those among its resources.
   *
   * @param sources of addresses, by the configuration
   */
  static List<AppPort> of(Instance instance, List<IpSource> sources) {
    Network network = network(instance);
    List<AppPort> ports = new ArrayList<>();
    List<InstancePort> all = instance.ports(sources);
    for (InstancePort port : all) {
      if (port.source() != FactSource.RESOURCES) {
        add(ports, of(port, network));
      }
    }
    if (ports.isEmpty()) {
      for (Network.Mapping mapping : network.mappings()) {
        add(
            ports,
            new AppPort(
                "",
                protocol(mapping.protocol()),
                mapping.hostPort(),
                mapping.containerPort(),
                Map.of()));
      }
    }
    if (ports.isEmpty()) {
      for (InstancePort port : all) {
        ports.add(new AppPort("", "tcp", port.number(), 0, Map.of()));
      }
    }
    return ports;
  }

  private static AppPort of(InstancePort port, Network network) {
    int number = port.number();
    boolean ofContainer = network.mode() == Network.Mode.OWN && !port.atAgent();
    Optional<Network.Mapping> mapping =
        network.mappings().stream()
            .filter(m -> (ofContainer ? m.containerPort() : m.hostPort()) == number)
            .findFirst();
    return new AppPort(
        port.name(),
        protocol(port.protocol()),
        ofContainer ? mapping.map(Network.Mapping::hostPort).orElse(0) : number,
        ofContainer ? number : mapping.map(Network.Mapping::containerPort).orElse(0),
        port.labels());
  }

  /** Marathon hands out a port for both protocols as two ports of one number. */
  private static void add(List<AppPort> ports, AppPort port) {
    AppPort last = ports.isEmpty() ? null : ports.get(ports.size() - 1);
    if (last != null
        && last.hostPort == port.hostPort
        && last.containerPort == port.containerPort
        && last.name.equals(port.name)
        && !last.protocol.equals(port.protocol)) {
      ports.set(
          ports.size() - 1,
          new AppPort(port.name, "udp,tcp", port.hostPort, port.containerPort, last.labels));
    } else {
      ports.add(port);
    }
  }

  private static String protocol(String given) {
    return given.equalsIgnoreCase("udp") ? "udp" : "tcp";
  }
}
