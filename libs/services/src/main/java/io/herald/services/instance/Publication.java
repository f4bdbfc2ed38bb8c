package io.herald.services.instance;

import io.herald.catalog.model.Task;
import java.util.Map;
import java.util.Set;

/**
 * Which instances are published.
 *
 * @param states as Mesos spells them; parameter taskStates
 * @param unhealthy whether a task that fails its health check is published beside healthy ones of
 *     its name; if all of a name fail, all are published anyway. Parameter unhealthyTasks
 */
public record Publication(Set<String> states, boolean unhealthy) {

  /** Running tasks, unhealthy ones only where no task of the name is healthy. */
  public static final Publication DEFAULT = new Publication(Set.of(Task.RUNNING), false);

  /** Running tasks, as Mesos-DNS publishes them: it looks at no health. */
  public static final Publication MESOS_DNS = new Publication(Set.of(Task.RUNNING), true);

  public Publication {
    states = Set.copyOf(states);
    if (states.isEmpty()) {
      throw new IllegalArgumentException("no task state is given; write at least TASK_RUNNING");
    }
  }

  /** Whether tasks in this state are published at all. */
  public boolean admits(Task task) {
    return states.contains(task.state());
  }

  /** Whether the task may be published, as far as it alone decides: its state and its labels. */
  public boolean admits(Task task, InstanceLabels labels) {
    return admits(task) && labels.isPublished(Map.of());
  }

  /**
   * Whether the task is published.
   *
   * @param anyHealthy whether a task beside it is healthy, one that shares what is published
   */
  public boolean publishes(Task task, InstanceLabels labels, boolean anyHealthy) {
    return admits(task)
        && (unhealthy || !anyHealthy || isHealthy(task))
        && labels.isPublished(Map.of());
  }

  /** False only if a health check of the task fails; a task without one counts as healthy. */
  public static boolean isHealthy(Task task) {
    return Health.of(task) != Health.UNHEALTHY;
  }
}
