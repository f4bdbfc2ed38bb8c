package io.herald.balancer.web;

import io.herald.catalog.model.Discovery;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceAddresses;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.InstancePorts;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One port of a task as the labels of Marathon-LB count them.
 *
 * @param name empty if it has none
 * @param tcp whether it is one over TCP, perhaps besides UDP
 * @param number as the task's description has it, 1 to 65535; 0 for a port that can't be used
 * @param address where it is reached; empty while that isn't known
 * @param reached number at which it is reached there
 */
record TaskPort(
    String name,
    boolean tcp,
    int number,
    Optional<InetAddress> address,
    int reached,
    Map<String, String> labels) {

  private static final String HOST = "host";

  TaskPort {
    labels = Map.copyOf(labels);
  }

  /**
   * The ports of a task in the order of their index: those of its DiscoveryInfo, or without any
   * those of its resources. What Marathon calls one port over {@code tcp,udp} arrives as two of one
   * number and is one.
   *
   * @param byName whether they came without an order, as Aurora's do
   */
  static List<TaskPort> of(Instance instance, boolean byName) {
    InstanceAddresses addresses = instance.addresses(List.of());
    List<Discovery.Port> given =
        new ArrayList<>(instance.task().discovery().map(Discovery::ports).orElse(List.of()));
    List<TaskPort> ports = new ArrayList<>();
    if (given.isEmpty()) {
      for (int number : InstancePorts.ofResources(instance.task(), (kind, what) -> {})) {
        ports.add(new TaskPort("", true, number, one(instance.agentAddresses()), number, Map.of()));
      }
      return ports;
    }
    if (byName) {
      given.sort(Comparator.comparing(Discovery.Port::name));
    }
    Discovery.Port before = null;
    for (Discovery.Port port : given.subList(0, Math.min(given.size(), InstancePorts.MAX_PORTS))) {
      if (before != null
          && before.number() == port.number()
          && before.name().equals(port.name())
          && !before.protocol().equalsIgnoreCase(port.protocol())) {
        TaskPort first = ports.remove(ports.size() - 1);
        ports.add(isTcp(port) ? of(instance, addresses, port) : first);
      } else {
        ports.add(of(instance, addresses, port));
      }
      before = port;
    }
    return ports;
  }

  private static TaskPort of(Instance instance, InstanceAddresses addresses, Discovery.Port port) {
    boolean usable = port.number() > 0 && port.number() <= 65535;
    int number = usable ? (int) port.number() : 0;
    boolean atAgent =
        addresses.isContainersByMode()
            && HOST.equals(port.labels().get(InstanceLabels.NETWORK_SCOPE));
    return new TaskPort(
        port.name(),
        isTcp(port),
        number,
        one(atAgent ? instance.agentAddresses() : addresses.addresses()),
        atAgent || !usable ? number : addresses.port(number, port.protocol()),
        port.labels());
  }

  private static boolean isTcp(Discovery.Port port) {
    String protocol = port.protocol().toLowerCase(Locale.ROOT);
    return protocol.isEmpty() || List.of(protocol.split(",")).contains("tcp");
  }

  /** One address of a task: its first of IPv4, else its first. */
  private static Optional<InetAddress> one(List<InetAddress> addresses) {
    return addresses.stream()
        .filter(Inet4Address.class::isInstance)
        .findFirst()
        .or(() -> addresses.stream().findFirst());
  }
}
