package io.herald.xds;

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
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.LiveServices;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster of a test's making on this machine, and its live services. For one thread. */
final class TestCluster implements AutoCloseable {

  static final Framework AURORA = framework("aurora");
  static final Framework MARATHON = framework("marathon");
  static final Agent HERE = new Agent("S1", "here", Upid.parse("slave(1)@127.0.0.1:5051"), true);

  private final Map<Entity.Key, Entity> there = new LinkedHashMap<>();
  private final NamedScheduler threads = new NamedScheduler("test-cluster", 2);
  private final ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, Clock.systemUTC(), threads);
  private final Services services;
  private long number;

  TestCluster() {
    this.services =
        new Services(
            ServicesOptions.DEFAULT,
            new HostResolver() {
              @Override
              public void watch(String host, Listener listener) {}

              @Override
              public void unwatch(String host) {}
            },
            new ProblemBook(List.of(EntityProblem.values())));
    log.follow(services);
  }

  /** One that is complete. */
  static TestCluster complete() {
    TestCluster cluster = new TestCluster();
    cluster.put(AURORA, MARATHON, HERE);
    return cluster;
  }

  private static Framework framework(String name) {
    return new Framework("f-" + name, name, "", Optional.empty(), true);
  }

  /** A running task of Aurora's with these ports of the agent: {@code NAME=NUMBER}. */
  static Task task(String id, String name, String... ports) {
    return task(AURORA, id, name, Map.of(), ports);
  }

  static Task task(
      Framework framework, String id, String name, Map<String, String> labels, String... ports) {
    List<Discovery.Port> discovered = new ArrayList<>();
    for (String port : ports) {
      boolean primary = port.endsWith("*");
      String[] parts = port.replace("*", "").split("=");
      discovered.add(
          new Discovery.Port(
              Integer.parseInt(parts[1]),
              parts[0],
              "tcp",
              primary ? Map.of("io.herald.primary", "true") : Map.of()));
    }
    return new Task(
        framework.id(),
        id,
        name,
        HERE.id(),
        Task.RUNNING,
        Optional.of(RunningStatus.EMPTY),
        List.of(),
        Optional.of(new Discovery(name, "", "", "", "EXTERNAL", discovered, Map.of())),
        labels,
        Network.UNSPECIFIED,
        false);
  }

  static Task healthy(Task task, boolean healthy) {
    return task.withRunning(
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)));
  }

  LiveServices live() {
    return log;
  }

  void put(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      changes.add(before == null ? new Change.Added(entity) : new Change.Changed(before, entity));
    }
    batch(changes);
  }

  void remove(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      there.remove(entity.key());
      changes.add(new Change.Removed(entity));
    }
    batch(changes);
  }

  private void batch(List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, Instant.EPOCH, number == 1, true, changes));
  }

  @Override
  public void close() {
    log.close();
    threads.shutdownNow();
  }
}
