package io.herald.balancer.web;

import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;

/**
 * What a task is as a server, by its state and health. A pure function of its input.
 *
 * @param why it gets no new connections; empty: it gets them
 */
record TaskRole(ServerRole role, String why) {

  /** A label by which Herald's scheduler says that it checks the health. */
  private static final String CHECKED = "io.herald.health";

  private static final TaskRole SERVES = new TaskRole(ServerRole.KEPT, "");

  static TaskRole of(Instance instance, WebSettings settings) {
    return switch (instance.state()) {
      case Task.RUNNING -> healthy(instance);
      case "TASK_KILLING" -> of(settings.killing(), "it is being killed", "webKillingTasks");
      case "TASK_UNREACHABLE", "TASK_LOST" ->
          of(settings.unreachable(), "its agent can't be reached", "webUnreachableTasks");
      case "TASK_STAGING", "TASK_STARTING" ->
          of(settings.staging(), "it is " + instance.state(), "webStagingTasks");
      default -> new TaskRole(ServerRole.NONE, "it is " + instance.state());
    };
  }

  private static TaskRole of(ServerRole role, String why, String parameter) {
    return role == ServerRole.KEPT
        ? SERVES
        : new TaskRole(
            role, why + (role == ServerRole.NONE ? ", and " + parameter + " is none" : ""));
  }

  /** One whose check has no result yet isn't ready; one that isn't checked is. */
  private static TaskRole healthy(Instance instance) {
    return switch (instance.health()) {
      case HEALTHY -> SERVES;
      case UNHEALTHY -> new TaskRole(ServerRole.DRAINED, "its health check fails");
      case UNKNOWN ->
          isChecked(instance)
              ? new TaskRole(ServerRole.DRAINED, "its health check has no result yet")
              : SERVES;
    };
  }

  private static boolean isChecked(Instance instance) {
    return instance.task().healthChecked() || instance.labels().containsKey(CHECKED);
  }
}
