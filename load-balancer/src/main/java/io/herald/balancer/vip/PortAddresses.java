package io.herald.balancer.vip;

import io.herald.balancer.plane.MappedPort;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.IpSource;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one port of an instance is reached.
 *
 * @param port 1 to 65535
 * @param mappedTo where the task listens, of each family at most one, if the addresses are its
 *     agent's and the port is mapped
 */
record PortAddresses(List<InetAddress> addresses, int port, List<MappedPort> mappedTo) {

  private static final int MOST_PORT = 65535;

  /** The task's own addresses. */
  private static final List<IpSource> OWN =
      List.of(IpSource.NETINFO, IpSource.DOCKER, IpSource.MESOS);

  private static final List<IpSource> CONTAINER =
      List.of(IpSource.NETINFO, IpSource.DOCKER, IpSource.MESOS, IpSource.HOST);

  /** A port among the task's resources: its agent's. */
  static PortAddresses ofAgent(Instance instance, int port) {
    return new PortAddresses(instance.agentAddresses(), port, List.of());
  }

  /**
   * A port of DiscoveryInfo. One in the host's scope, or mapped to a port of the agent, is reached
   * at the agent; one in the container's scope at all addresses of the task; where nothing is said,
   * the container's network decides.
   *
   * @param given within 1 to 65535
   */
  static PortAddresses of(Instance instance, Discovery.Port given, String protocol) {
    int number = (int) given.number();
    String scope = given.labels().getOrDefault(InstanceLabels.NETWORK_SCOPE, "");
    Task task = instance.task();
    Optional<Network.Mapping> mapping =
        Stream.concat(
                task.network().mappings().stream(),
                task
                    .running()
                    .map(RunningStatus::network)
                    .orElse(Network.UNSPECIFIED)
                    .mappings()
                    .stream())
            .filter(each -> each.hostPort() > 0 && is(each, protocol))
            .filter(
                each ->
                    scope.equals("host")
                        ? each.hostPort() == number
                        : each.containerPort() == number
                            || (scope.isEmpty() && each.hostPort() == number))
            .findFirst();
    if (mapping.isPresent()) {
      return mapped(instance, mapping.get());
    }
    if (scope.equals("host")) {
      return ofAgent(instance, number);
    }
    if (scope.equals("container")) {
      return new PortAddresses(
          IpSource.select(CONTAINER, task, instance.agentAddresses(), unreadable -> {}),
          number,
          List.of());
    }
    return new PortAddresses(instance.addresses(List.of()).addresses(), number, List.of());
  }

  private static PortAddresses mapped(Instance instance, Network.Mapping mapping) {
    List<MappedPort> inside = new ArrayList<>(1);
    int port = mapping.containerPort();
    if (port >= 1 && port <= MOST_PORT) {
      for (InetAddress address :
          IpSource.select(OWN, instance.task(), instance.agentAddresses(), unreadable -> {})) {
        boolean agents = instance.agentAddresses().contains(address);
        if (!agents
            && inside.stream().noneMatch(it -> VipReader.isOneFamily(it.address(), address))) {
          inside.add(new MappedPort(address, port));
        }
      }
    }
    return new PortAddresses(instance.agentAddresses(), mapping.hostPort(), List.copyOf(inside));
  }

  /** Where the task listens, for one of the addresses. */
  Optional<MappedPort> mappedTo(InetAddress address) {
    return mappedTo.stream().filter(it -> VipReader.isOneFamily(it.address(), address)).findFirst();
  }

  private static boolean is(Network.Mapping mapping, String protocol) {
    return protocol.equalsIgnoreCase(mapping.protocol().isEmpty() ? "tcp" : mapping.protocol());
  }
}
