package io.herald.changingcluster;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running task in the making; each method changes it and returns it. Has a DiscoveryInfo once a
 * method gives it a part of one; the name is the task's then, unless another is given.
 */
public final class TaskDraft {

  private final Framework framework;
  private final Agent agent;
  private final String id;
  private final String name;
  private String state = Task.RUNNING;
  private Optional<Boolean> healthy = Optional.empty();
  private List<String> addresses = List.of();
  private Map<String, String> labels = Map.of();
  private final List<PortRange> resources = new ArrayList<>();
  private final List<Discovery.Port> ports = new ArrayList<>();
  private Optional<String> discovery = Optional.empty();
  private String environment = "";
  private Network network = Network.UNSPECIFIED;

  public TaskDraft(Framework framework, Agent agent, String id, String name) {
    this.framework = framework;
    this.agent = agent;
    this.id = id;
    this.name = name;
  }

  public TaskDraft state(String now) {
    state = now;
    return this;
  }

  /** The last result of its health check; without one its health is unknown. */
  public TaskDraft healthy(boolean now) {
    healthy = Optional.of(now);
    return this;
  }

  public TaskDraft labels(Map<String, String> all) {
    labels = all;
    return this;
  }

  /** One port more among its resources. */
  public TaskDraft resource(int port) {
    return resources(port, port);
  }

  /** A range of ports more among its resources, both ends included. */
  public TaskDraft resources(int first, int last) {
    resources.add(new PortRange(first, last));
    return this;
  }

  /** The name of its DiscoveryInfo, which it has even without ports then. */
  public TaskDraft discovered(String as) {
    discovery = Optional.of(as);
    return this;
  }

  /** The environment of its DiscoveryInfo. */
  public TaskDraft environment(String of) {
    environment = of;
    return this;
  }

  /** A port of its DiscoveryInfo. */
  public TaskDraft port(
      String portName, int number, String protocol, Map<String, String> itsLabels) {
    ports.add(new Discovery.Port(number, portName, protocol, itsLabels));
    return this;
  }

  /** A TCP port of its DiscoveryInfo without labels. */
  public TaskDraft port(String portName, int number) {
    return port(portName, number, "tcp", Map.of());
  }

  public TaskDraft network(Network.Mode mode, Network.Mapping... mappings) {
    network = new Network(mode, List.of(mappings));
    return this;
  }

  /** The addresses of its containers. */
  public TaskDraft at(String... containers) {
    addresses = List.of(containers);
    return this;
  }

  public Task task() {
    boolean discovers = discovery.isPresent() || !ports.isEmpty() || !environment.isEmpty();
    return new Task(
        framework.id(),
        id,
        name,
        agent.id(),
        state,
        Optional.of(new RunningStatus(healthy, addresses, Map.of(), Network.UNSPECIFIED)),
        resources,
        discovers
            ? Optional.of(
                new Discovery(
                    discovery.orElse(name), environment, "", "", "EXTERNAL", ports, Map.of()))
            : Optional.empty(),
        labels,
        network,
        false);
  }
}
