package io.herald.services.instance;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An instance of a service: a task whose framework and agent are known. What it says of itself is
 * computed when asked for; nothing is copied, and nothing stored.
 *
 * @param task with the ports that were announced for it among those of its DiscoveryInfo
 * @param agentAddresses empty until the agent's host is resolved
 */
public record Instance(
    ServiceKey service,
    Task task,
    Framework framework,
    Agent agent,
    List<InetAddress> agentAddresses)
    implements Located {

  @Override
  public Entity entity() {
    return task;
  }

  /** As Mesos spells it. */
  public String state() {
    return task.state();
  }

  /** Whether it is known from before a failover of the master, and its agent isn't back yet. */
  public boolean isRecovering() {
    return task.recovering();
  }

  public Health health() {
    return Health.of(task);
  }

  /** Where its name comes from. */
  public FactSource nameSource() {
    return ServiceKey.discovery(task).isPresent() ? FactSource.DISCOVERY_INFO : FactSource.TASK;
  }

  /**
   * Its addresses.
   *
   * @param sources of the configuration; empty if the task's network decides
   */
  public InstanceAddresses addresses(List<IpSource> sources) {
    return InstanceAddresses.of(
        sources, task, new InstanceLabels(task).address(), agentAddresses, unreadable -> {});
  }

  /** Its ports: those with names first, then those among its resources, which have none. */
  public List<InstancePort> ports(List<IpSource> sources) {
    InstanceLabels labels = new InstanceLabels(task);
    List<InstancePort> ports =
        new ArrayList<>(InstancePorts.named(task, addresses(sources), labels, (kind, what) -> {}));
    for (int number : InstancePorts.ofResources(task, (kind, what) -> {})) {
      ports.add(
          new InstancePort(
              "",
              number,
              "",
              true,
              Map.of(),
              labels.priority(Map.of()),
              labels.weight(Map.of()),
              FactSource.RESOURCES));
    }
    return ports;
  }

  /** The share of the load that its labels ask for, 1 to 256; empty if they ask for none. */
  public OptionalInt weight() {
    return new InstanceLabels(task).weight(Map.of());
  }

  /** Lower ones are used first; 0 unless a label says otherwise. */
  public int priority() {
    return new InstanceLabels(task).priority(Map.of());
  }

  /** The task's labels and, over them, those of its DiscoveryInfo. */
  public Map<String, String> labels() {
    Map<String, String> ofDiscovery = task.discovery().map(Discovery::labels).orElse(Map.of());
    if (ofDiscovery.isEmpty()) {
      return task.labels();
    }
    Map<String, String> all = new HashMap<>(task.labels());
    all.putAll(ofDiscovery);
    return all;
  }

  /** Whether the two differ in nothing but being awaited after a failover. */
  public boolean differsOnlyInRecovering(Instance other) {
    return task.recovering() != other.task.recovering()
        && task.withRecovering(other.task.recovering()).equals(other.task)
        && service.equals(other.service)
        && framework.equals(other.framework)
        && agent.equals(other.agent)
        && agentAddresses.equals(other.agentAddresses);
  }
}
