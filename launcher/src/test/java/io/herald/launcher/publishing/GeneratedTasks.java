package io.herald.launcher.publishing;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tasks of every kind that names, keys and records can differ by. */
final class GeneratedTasks {

  private static final List<String> NAMES =
      List.of(
          "web",
          "a",
          "b.a",
          "c.b.a",
          "a.x",
          "Deep_Name",
          "1st",
          "\u00fcn\u00ef.Code",
          "long-".repeat(12),
          "-",
          "with/slash",
          "trailing.");

  /** Of each task, so that it has the same one twice at times. */
  private static final int PORTS = 10;

  private GeneratedTasks() {}

  /** 400 tasks of four frameworks on twenty agents. */
  static List<Entity> of(Random random) {
    List<Entity> all = new ArrayList<>();
    List<Framework> frameworks = new ArrayList<>();
    for (String name : List.of("marathon", "Dev/Kafka", "x.y", "y")) {
      frameworks.add(ClusterParts.framework(name));
    }
    List<Agent> agents = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      agents.add(
          ClusterParts.agent("S" + i, "host" + i, i % 5 == 0 ? "fd00::" + (i + 1) : "10.0.0." + i));
    }
    all.addAll(frameworks);
    all.addAll(agents);
    Map<Agent, Integer> tasks = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      Agent agent = agents.get(random.nextInt(agents.size()));
      int before = tasks.merge(agent, 1, Integer::sum) - 1;
      TaskDraft task =
          new TaskDraft(
              frameworks.get(random.nextInt(frameworks.size())),
              agent,
              "task." + i,
              NAMES.get(random.nextInt(NAMES.size())));
      all.add(draw(random, task, i, 31000 + PORTS * before).task());
    }
    return all;
  }

  /**
   * Draws the rest of a task.
   *
   * @param index tells its own addresses from those of other tasks
   * @param firstPort of those that its agent gives to no other; SkyDNS shows one endpoint once,
   *     whoever has it
   */
  private static TaskDraft draw(Random random, TaskDraft task, int index, int firstPort) {
    if (random.nextInt(4) == 0) {
      task.healthy(random.nextBoolean());
    }
    if (random.nextInt(10) == 0) {
      task.state("TASK_STAGING");
    }
    Map<String, String> labels = new HashMap<>();
    if (random.nextInt(8) == 0) {
      labels.put("io.herald.dns.weight", String.valueOf(1 + random.nextInt(256)));
    }
    if (random.nextInt(8) == 0) {
      labels.put("io.herald.dns.priority", String.valueOf(random.nextInt(100)));
    }
    if (random.nextInt(20) == 0) {
      labels.put("io.herald.dns.publish", "false");
    }
    task.labels(labels);
    int ports = 1 + random.nextInt(3);
    if (random.nextInt(3) == 0) {
      for (int i = 0; i < ports; i++) {
        task.resource(firstPort + random.nextInt(PORTS));
      }
      return task;
    }
    List<String> protocols = List.of("tcp", "udp", "");
    for (int i = 0; i < ports; i++) {
      task.port(
          "p" + i, firstPort + random.nextInt(PORTS), protocols.get(random.nextInt(3)), Map.of());
    }
    if (random.nextBoolean()) {
      task.environment(random.nextBoolean() ? "prod" : "test");
    }
    if (random.nextInt(3) == 0) {
      task.network(Network.Mode.OWN)
          .at("9.0." + index / 200 + "." + index % 200, "fd01::" + (1 + index));
    }
    return task;
  }
}
