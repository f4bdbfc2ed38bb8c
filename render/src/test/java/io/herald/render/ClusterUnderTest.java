package io.herald.render;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster of one framework and one agent that a test changes, and the live services of it. */
public final class ClusterUnderTest implements AutoCloseable {

  public static final Framework MARATHON =
      new Framework("f-1", "marathon", "", Optional.empty(), true);

  private final Map<Entity.Key, Entity> there = new LinkedHashMap<>();
  private final ProblemBook problems = new ProblemBook(List.of(EntityProblem.values()));
  private final Services services =
      new Services(
          ServicesOptions.DEFAULT,
          new HostResolver() {
            @Override
            public void watch(String host, Listener listener) {}

            @Override
            public void unwatch(String host) {}
          },
          problems);
  private final ServiceLog live =
      new ServiceLog(
          WatchSettings.DEFAULT,
          Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
          Runnable::run);
  private long number;

  public ClusterUnderTest() {
    live.follow(services);
  }

  /** An agent at an address. */
  public static Agent agent(String address) {
    return new Agent(
        "a-" + address,
        "host-" + address,
        Upid.parse("slave(1)@" + (address.contains(":") ? "[" + address + "]" : address) + ":5051"),
        true);
  }

  /** A running task with one port, called http. */
  public static Task task(String id, String name, String address, int port) {
    return task(id, name, address, port, Map.of());
  }

  public static Task task(
      String id, String name, String address, int port, Map<String, String> labels) {
    return new Task(
        MARATHON.id(),
        id,
        name,
        "a-" + address,
        Task.RUNNING,
        Optional.of(RunningStatus.EMPTY),
        List.of(),
        Optional.of(
            new Discovery(
                name,
                "",
                "",
                "",
                "EXTERNAL",
                List.of(new Discovery.Port(port, "http", "tcp", Map.of())),
                Map.of())),
        labels,
        Network.UNSPECIFIED,
        false);
  }

  public static Task healthy(Task task, boolean healthy) {
    return task.withRunning(
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)));
  }

  public ServiceLog live() {
    return live;
  }

  public ProblemBook problems() {
    return problems;
  }

  /** These are there from now on, with the agents that they are on. */
  public void put(Task... tasks) {
    put(true, tasks);
  }

  /** The same, of a cluster that may not be known wholly yet. */
  public void put(boolean complete, Task... tasks) {
    List<Entity> all = new ArrayList<>(List.of(MARATHON));
    for (Task task : tasks) {
      all.add(agent(task.agentId().substring(2)));
      all.add(task);
    }
    List<Change> changes = new ArrayList<>();
    for (Entity entity : all) {
      Entity before = there.put(entity.key(), entity);
      if (before == null) {
        changes.add(new Change.Added(entity));
      } else if (!before.equals(entity)) {
        changes.add(new Change.Changed(before, entity));
      }
    }
    batch(complete, changes);
  }

  public void remove(Task... tasks) {
    List<Change> changes = new ArrayList<>();
    for (Task task : tasks) {
      Entity before = there.remove(task.key());
      if (before != null) {
        changes.add(new Change.Removed(before));
      }
    }
    batch(true, changes);
  }

  private void batch(boolean complete, List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, Instant.EPOCH, number == 1, complete, changes));
  }

  @Override
  public void close() {
    live.close();
  }
}
