package io.herald.services.instance;

import io.herald.catalog.model.Network;
import io.herald.catalog.model.Network.Mode;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The addresses of one task, and whose port numbers go with them.
 *
 * @param addresses where the instance is reached
 * @param own whether they are the container's, not its agent's
 * @param source what chose them: a label, the configuration, or else the task's network
 * @param mappings ports of the agent that lead into the container; empty where numbers are taken as
 *     they are
 */
public record InstanceAddresses(
    List<InetAddress> addresses, boolean own, FactSource source, List<Network.Mapping> mappings) {

  /** Sources for a container with its own network; the agent's addresses are the last resort. */
  private static final List<IpSource> CONTAINER =
      List.of(IpSource.NETINFO, IpSource.DOCKER, IpSource.MESOS, IpSource.HOST);

  /**
   * By the task's label, without one by the sources, without these by its network mode.
   *
   * @param sources of the configuration; empty if it leaves the choice to the network mode
   * @param agent addresses of the task's agent
   * @param unreadable gets text that should be an address
   */
  public static InstanceAddresses of(
      List<IpSource> sources,
      Task task,
      Optional<String> label,
      List<InetAddress> agent,
      Consumer<String> unreadable) {
    if (label.isEmpty() && !sources.isEmpty()) {
      List<InetAddress> addresses = IpSource.select(sources, task, agent, unreadable);
      return new InstanceAddresses(
          addresses, !addresses.equals(agent), FactSource.CONFIGURATION, List.of());
    }
    Network network = network(task);
    boolean container =
        label.map(value -> value.equals("container")).orElse(network.mode() == Mode.OWN);
    List<InetAddress> addresses =
        container ? IpSource.select(CONTAINER, task, agent, unreadable) : agent;
    return new InstanceAddresses(
        addresses,
        container && !addresses.equals(agent),
        label.isPresent() ? FactSource.LABEL : FactSource.NETWORK,
        network.mappings());
  }

  /** The network that was requested for the container; if none was, the one it got. */
  private static Network network(Task task) {
    return task.network().mode() == Mode.UNSPECIFIED
        ? task.running().map(RunningStatus::network).orElse(Network.UNSPECIFIED)
        : task.network();
  }

  /** Whether the agent's port numbers would be wrong at these addresses. */
  public boolean isContainersByMode() {
    return own && source != FactSource.CONFIGURATION;
  }

  /** The port at which what the task calls {@code number} is reached at {@link #addresses}. */
  public int port(int number, String protocol) {
    if (mappings.isEmpty()) {
      return number;
    }
    Optional<Network.Mapping> there =
        mappings.stream().filter(m -> is(m, protocol) && far(m) == number).findFirst();
    boolean right = mappings.stream().anyMatch(m -> is(m, protocol) && near(m) == number);
    return right || there.isEmpty() ? number : near(there.get());
  }

  private int near(Network.Mapping mapping) {
    return own ? mapping.containerPort() : mapping.hostPort();
  }

  private int far(Network.Mapping mapping) {
    return own ? mapping.hostPort() : mapping.containerPort();
  }

  private static boolean is(Network.Mapping mapping, String protocol) {
    String mapped = mapping.protocol().isEmpty() ? "tcp" : mapping.protocol();
    return protocol.isEmpty() || mapped.equalsIgnoreCase(protocol);
  }
}
