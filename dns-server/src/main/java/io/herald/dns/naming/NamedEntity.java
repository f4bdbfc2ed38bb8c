package io.herald.dns.naming;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.dns.record.ResourceRecord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entity of the picture for who asks where a record comes from, or why there is none. Records
 * and problems are made when they are asked for, by the functions that fill the zone.
 */
public final class NamedEntity {

  private final NamingOptions options;
  private final Entity entity;
  private final Optional<Framework> framework;
  private final Optional<Agent> agent;
  private final List<InetAddress> addresses;
  private final Optional<Inputs> inputs;

  NamedEntity(
      NamingOptions options,
      Entity entity,
      Optional<Framework> framework,
      Optional<Agent> agent,
      List<InetAddress> addresses,
      Optional<? extends Inputs> inputs) {
    this.options = options;
    this.entity = entity;
    this.framework = framework;
    this.agent = agent;
    this.addresses = List.copyOf(addresses);
    this.inputs = inputs.map(known -> known);
  }

  public Entity entity() {
    return entity;
  }

  /** A task's framework; empty if it isn't known, or for what is no task. */
  public Optional<Framework> framework() {
    return framework;
  }

  /** A task's agent; empty if it isn't known, or for what is no task. */
  public Optional<Agent> agent() {
    return agent;
  }

  /** Addresses of the host that it, or a task's agent, is at; empty while that isn't resolved. */
  public List<InetAddress> addresses() {
    return addresses;
  }

  /** Its records, as they are in the zone. */
  public List<ResourceRecord> records() {
    return inputs.map(i -> i.contribution(options, problem -> {}).records()).orElse(List.of());
  }

  /** What of it can't be served. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    inputs.ifPresent(i -> i.contribution(options, problems::add));
    return problems;
  }

  /**
   * The records, addresses aside, that a task would have if it ran on an agent that is known; those
   * of {@link #records} for what is no task.
   */
  public List<ResourceRecord> recordsIfItRan() {
    if (!(entity instanceof Task task) || framework.isEmpty()) {
      return records();
    }
    String admitted = options.publication().states().iterator().next();
    Task running =
        new Task(
            task.frameworkId(),
            task.id(),
            task.name(),
            task.agentId(),
            admitted,
            Optional.of(RunningStatus.EMPTY),
            task.ports(),
            task.discovery(),
            task.labels(),
            false);
    List<InetAddress> somewhere = List.of(InetAddress.getLoopbackAddress());
    return TaskRecords.of(
            options.withSources(List.of(IpSource.HOST)),
            running,
            framework.get(),
            somewhere,
            Standing.ALONE,
            problem -> {})
        .records();
  }

  /** Whether a name is the task's canonical one, which holds the hash of its id. */
  public boolean isCanonical(String name) {
    return entity instanceof Task task && name.contains("-" + TaskHash.of(task.id()) + "-");
  }
}
