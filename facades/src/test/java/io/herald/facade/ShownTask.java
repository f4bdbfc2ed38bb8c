package io.herald.facade;

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

/** A running task in the making; each method changes it and returns it. */
public final class ShownTask {

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

  public ShownTask(Framework framework, Agent agent, String id, String name) {
    this.framework = framework;
    this.agent = agent;
    this.id = id;
    this.name = name;
  }

  public ShownTask state(String now) {
    state = now;
    return this;
  }

  public ShownTask healthy(boolean now) {
    healthy = Optional.of(now);
    return this;
  }

  public ShownTask labels(Map<String, String> all) {
    labels = all;
    return this;
  }

  public ShownTask resource(int port) {
    resources.add(new PortRange(port, port));
    return this;
  }

  public ShownTask discovered(String as) {
    discovery = Optional.of(as);
    return this;
  }

  public ShownTask environment(String of) {
    environment = of;
    return this;
  }

  /** A port of its DiscoveryInfo. */
  public ShownTask port(
      String portName, int number, String protocol, Map<String, String> itsLabels) {
    ports.add(new Discovery.Port(number, portName, protocol, itsLabels));
    return this;
  }

  public ShownTask port(String portName, int number) {
    return port(portName, number, "tcp", Map.of());
  }

  public ShownTask network(Network.Mode mode, Network.Mapping... mappings) {
    network = new Network(mode, List.of(mappings));
    return this;
  }

  public ShownTask at(String... containers) {
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
