package io.herald.api;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Real services and their log, fed with batches as the catalog gives them. */
public final class LiveCluster implements AutoCloseable {

  public static final Instant NOW = Instant.parse("2026-11-30T06:44:58.123Z");
  public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final ChangingCluster cluster = new ChangingCluster(NOW);
  private final ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, CLOCK, Runnable::run);

  public LiveCluster() {
    log.follow(cluster.services());
  }

  public ServiceLog live() {
    return log;
  }

  /** How many instances were made of tasks. */
  public long instancesMade() {
    return cluster.services().instancesMade();
  }

  /** What is there now, or is now otherwise. */
  public void put(Entity... entities) {
    cluster.put(entities);
  }

  /** The same before every source has told all it knows. */
  public void putIncomplete(Entity... entities) {
    cluster.put(false, List.of(entities));
  }

  public void put(boolean complete, List<? extends Entity> entities) {
    cluster.put(complete, entities);
  }

  public void remove(Entity... entities) {
    cluster.remove(entities);
  }

  @Override
  public void close() {
    log.close();
  }

  public static Agent agent(int number) {
    return ClusterParts.agent("x-S" + number, "a" + number + ".example", "10.1.0." + number);
  }

  /** A running task with a port of a name. */
  public static Task task(Framework framework, Agent agent, String id, String name) {
    return draft(framework, agent, id, name).task();
  }

  /** The same, to be given more. */
  public static TaskDraft draft(Framework framework, Agent agent, String id, String name) {
    return new TaskDraft(framework, agent, id, "task-of-" + name)
        .resources(31000, 31001)
        .discovered(name)
        .port("http", 31000);
  }
}
