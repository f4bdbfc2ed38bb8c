package io.herald.xds;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.watch.LiveServices;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Clock;
import java.util.Map;

/** A cluster of a test's making on this machine, and its live services. For one thread. */
final class TestCluster implements AutoCloseable {

  static final Framework AURORA = ClusterParts.framework("aurora");
  static final Framework MARATHON = ClusterParts.framework("marathon");
  static final Agent HERE = ClusterParts.agent("S1", "here", "127.0.0.1");

  private final ChangingCluster cluster = new ChangingCluster();
  private final NamedScheduler threads = new NamedScheduler("test-cluster", 2);
  private final ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, Clock.systemUTC(), threads);

  TestCluster() {
    log.follow(cluster.services());
  }

  /** One that is complete. */
  static TestCluster complete() {
    TestCluster cluster = new TestCluster();
    cluster.put(AURORA, MARATHON, HERE);
    return cluster;
  }

  /** A running task of Aurora's with these ports of the agent: {@code NAME=NUMBER}. */
  static Task task(String id, String name, String... ports) {
    return task(AURORA, id, name, Map.of(), ports);
  }

  static Task task(
      Framework framework, String id, String name, Map<String, String> labels, String... ports) {
    TaskDraft task = new TaskDraft(framework, HERE, id, name).discovered(name).labels(labels);
    for (String port : ports) {
      boolean primary = port.endsWith("*");
      String[] parts = port.replace("*", "").split("=");
      task.port(
          parts[0],
          Integer.parseInt(parts[1]),
          "tcp",
          primary ? Map.of("io.herald.primary", "true") : Map.of());
    }
    return task.task();
  }

  LiveServices live() {
    return log;
  }

  void put(Entity... entities) {
    cluster.put(entities);
  }

  void remove(Entity... entities) {
    cluster.remove(entities);
  }

  @Override
  public void close() {
    log.close();
    threads.shutdownNow();
  }
}
