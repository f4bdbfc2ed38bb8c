package io.herald.services.instance;

import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;

/** What the health checks of a task say. */
public enum Health {
  HEALTHY,
  UNHEALTHY,
  /** No result of a health check yet, or no health check. Counts as healthy. */
  UNKNOWN;

  public static Health of(Task task) {
    return task.running()
        .flatMap(RunningStatus::healthy)
        .map(healthy -> healthy ? HEALTHY : UNHEALTHY)
        .orElse(UNKNOWN);
  }
}
