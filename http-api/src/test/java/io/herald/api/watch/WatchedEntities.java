package io.herald.api.watch;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import java.util.Optional;
import java.util.Random;

/** What is in the cluster that is watched: some of a name, and any. */
final class WatchedEntities {

  static final Framework MARATHON = ClusterParts.framework("f1", "marathon");
  static final Agent AGENT = agent(1, 1);

  private WatchedEntities() {}

  private static Agent agent(int id, int host) {
    return ClusterParts.agent("x-S" + id, "a" + id + ".example", "10.1.0." + host);
  }

  /** A running task with these ports of its DiscoveryInfo. */
  static Task task(String id, String name, Optional<Boolean> healthy, String... ports) {
    TaskDraft task = new TaskDraft(MARATHON, AGENT, id, name).discovered(name);
    healthy.ifPresent(task::healthy);
    for (int i = 0; i < ports.length; i++) {
      task.port(ports[i], 31000 + i);
    }
    return task.task();
  }

  /** An agent, a framework or, mostly, a task. */
  static Entity any(Random random) {
    Agent agent = agent(random.nextInt(3), random.nextInt(4));
    Framework framework =
        ClusterParts.framework("f" + random.nextInt(2), "name" + random.nextInt(3));
    return switch (random.nextInt(10)) {
      case 0 -> agent;
      case 1 -> framework;
      default -> {
        TaskDraft task =
            new TaskDraft(framework, agent, "t" + random.nextInt(100), "w\n" + random.nextInt(20));
        if (random.nextBoolean()) {
          task.healthy(random.nextBoolean());
        }
        yield task.port("p" + random.nextInt(2), 80).task();
      }
    };
  }
}
