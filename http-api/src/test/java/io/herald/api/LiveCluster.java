package io.herald.api;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real services and their log, fed with batches as the catalog gives them. */
public final class LiveCluster implements AutoCloseable {

  public static final Instant NOW = Instant.parse("2026-11-30T06:44:58.123Z");
  public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final Services services =
      new Services(
          ServicesOptions.DEFAULT,
          new LiteralHosts(),
          new ProblemBook(List.of(EntityProblem.values())));
  private final ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, CLOCK, Runnable::run);
  private final Map<Entity.Key, Entity> there = new HashMap<>();
  private long number;

  public LiveCluster() {
    log.follow(services);
  }

  public ServiceLog live() {
    return log;
  }

  /** How many instances were made of tasks. */
  public long instancesMade() {
    return services.instancesMade();
  }

  /** What is there now, or is now otherwise. */
  public LiveCluster put(Entity... entities) {
    return put(true, List.of(entities));
  }

  /** The same before every source has told all it knows. */
  public LiveCluster putIncomplete(Entity... entities) {
    return put(false, List.of(entities));
  }

  public LiveCluster put(boolean complete, List<? extends Entity> entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      changes.add(before == null ? new Change.Added(entity) : new Change.Changed(before, entity));
    }
    return batch(changes, complete);
  }

  public LiveCluster remove(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      changes.add(new Change.Removed(requireNonNull(there.remove(entity.key()))));
    }
    return batch(changes, true);
  }

  private LiveCluster batch(List<Change> changes, boolean complete) {
    number++;
    services.onBatch(new ChangeBatch(number, NOW, number == 1, complete, changes));
    return this;
  }

  @Override
  public void close() {
    log.close();
  }

  public static Framework framework(String name) {
    return new Framework("f-" + name, name, "", Optional.empty(), true);
  }

  public static Agent agent(int number) {
    return new Agent(
        "x-S" + number,
        "a" + number + ".example",
        Upid.parse("slave(1)@10.1.0." + number + ":5051"),
        true);
  }

  /** A running task with a port of a name. */
  public static Task task(Framework framework, Agent agent, String id, String name) {
    return new Task(
        framework.id(),
        id,
        "task-of-" + name,
        agent.id(),
        Task.RUNNING,
        Optional.of(RunningStatus.EMPTY),
        List.of(new PortRange(31000, 31001)),
        Optional.of(discovery(name, "")),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  public static Discovery discovery(String name, String environment) {
    return new Discovery(
        name,
        environment,
        "",
        "",
        "",
        List.of(new Discovery.Port(31000, "http", "tcp", Map.of())),
        Map.of());
  }

  public static Task withDiscovery(Task task, Discovery discovery) {
    return task.withDiscovery(discovery);
  }

  public static Task withLabels(Task task, Map<String, String> labels) {
    return new Task(
        task.frameworkId(),
        task.id(),
        task.name(),
        task.agentId(),
        task.state(),
        task.running(),
        task.ports(),
        task.discovery(),
        labels,
        task.network(),
        task.recovering());
  }

  public static Task withHealth(Task task, boolean healthy) {
    return task.withRunning(
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)));
  }

  /** Hosts are addresses here. */
  private static final class LiteralHosts implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {}

    @Override
    public void unwatch(String host) {}
  }
}
