package io.herald.watch;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.services.instance.Health;
import io.herald.services.instance.ServiceKey;
import java.util.Random;

/** What is in the clusters of these tests: some of a name, and any. */
final class ClusterEntities {

  static final Framework MARATHON = ClusterParts.framework("marathon");
  static final Framework CHRONOS = ClusterParts.framework("chronos");
  static final Agent ONE = agent("x-S1", "10.1.0.1");
  static final Agent TWO = agent("x-S2", "10.1.0.2");

  private ClusterEntities() {}

  private static Agent agent(String id, String address) {
    return ClusterParts.agent(id, "host-of-" + id, address);
  }

  /** A running task without a health check. */
  static Task task(Framework framework, Agent agent, String id, String name) {
    return new TaskDraft(framework, agent, id, name).task();
  }

  /** An agent, a framework or, mostly, a task. */
  static Entity any(Random random) {
    Agent agent = agent("x-S" + random.nextInt(3), "10.1.0." + random.nextInt(4));
    Framework framework =
        ClusterParts.framework("f" + random.nextInt(2), "name" + random.nextInt(3));
    return switch (random.nextInt(8)) {
      case 0 -> agent;
      case 1 -> framework;
      default -> {
        TaskDraft task =
            new TaskDraft(framework, agent, "t" + random.nextInt(200), "w" + random.nextInt(30));
        if (random.nextInt(3) == 0) {
          task.port("p" + random.nextInt(2), 31000);
        }
        if (random.nextInt(3) != 0) {
          task.healthy(random.nextBoolean());
        }
        yield task.task();
      }
    };
  }

  /** A filter that some of these entities match. */
  static InstanceFilter filter(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> InstanceFilter.ALL;
      case 1 ->
          InstanceFilter.of(
              new ServiceKey("name" + random.nextInt(3), "w" + random.nextInt(30), ""));
      case 2, 3 -> InstanceFilter.ALL.withName("w" + random.nextInt(30));
      case 4 -> InstanceFilter.ALL.withNamePrefix("w" + random.nextInt(3));
      case 5 ->
          InstanceFilter.ALL.withFramework("name" + random.nextInt(3)).withHealth(Health.HEALTHY);
      case 6 -> InstanceFilter.ALL.withAgent("x-S" + random.nextInt(3));
      case 7 -> InstanceFilter.ALL.withPortName("p" + random.nextInt(2));
      default -> InstanceFilter.ALL.withQuery("T" + random.nextInt(20));
    };
  }
}
