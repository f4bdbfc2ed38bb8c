package io.herald.render;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cluster of one framework and one agent that a test changes, and the live services of it. */
public final class ClusterUnderTest implements AutoCloseable {

  private static final Framework MARATHON = ClusterParts.framework("f-1", "marathon");

  private final ChangingCluster cluster = new ChangingCluster();
  private final ServiceLog live =
      new ServiceLog(
          WatchSettings.DEFAULT,
          Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
          Runnable::run);

  public ClusterUnderTest() {
    live.follow(cluster.services());
  }

  private static Agent agent(String address) {
    return ClusterParts.agent("a-" + address, "host-" + address, address);
  }

  /** A running task with one port, called http. */
  public static Task task(String id, String name, String address, int port) {
    return task(id, name, address, port, Map.of());
  }

  public static Task task(
      String id, String name, String address, int port, Map<String, String> labels) {
    return new TaskDraft(MARATHON, agent(address), id, name)
        .port("http", port)
        .labels(labels)
        .task();
  }

  public ServiceLog live() {
    return live;
  }

  public ProblemBook problems() {
    return cluster.services().problems();
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
    cluster.put(complete, all);
  }

  public void remove(Task... tasks) {
    cluster.remove(tasks);
  }

  @Override
  public void close() {
    live.close();
  }
}
