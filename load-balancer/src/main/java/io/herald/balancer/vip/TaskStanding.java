package io.herald.balancer.vip;

import io.herald.balancer.vip.VipClaim.Standing;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Health;
import java.util.Map;

/** What a task's state and health mean for its backends. A pure function. */
public final class TaskStanding {

  private static final String KILLING = "TASK_KILLING";

  /** A label of the DiscoveryInfo by which Herald's scheduler says that it checks the health. */
  private static final String CHECKED = "io.herald.health";

  private TaskStanding() {}

  public static Standing of(Task task) {
    if (task.state().equals(KILLING)) {
      return Standing.KILLING;
    }
    if (!task.state().equals(Task.RUNNING)) {
      return Standing.NOT_RUNNING;
    }
    return switch (Health.of(task)) {
      case HEALTHY -> Standing.SERVING;
      case UNHEALTHY -> Standing.UNHEALTHY;
      case UNKNOWN -> isChecked(task) ? Standing.UNCHECKED : Standing.SERVING;
    };
  }

  private static boolean isChecked(Task task) {
    return task.healthChecked()
        || task.discovery().map(Discovery::labels).orElse(Map.of()).containsKey(CHECKED);
  }
}
