package io.herald.minimesos.link;

import java.util.EnumSet;
import java.util.Set;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/** What a task looks like to others, and how a status changes it; the same for master and agent. */
public final class TaskMessages {

  private static final Set<TaskState> TERMINAL =
      EnumSet.of(
          TaskState.TASK_FINISHED,
          TaskState.TASK_FAILED,
          TaskState.TASK_KILLED,
          TaskState.TASK_ERROR,
          TaskState.TASK_LOST,
          TaskState.TASK_DROPPED,
          TaskState.TASK_GONE);

  private TaskMessages() {}

  /** Whether no other state follows, as far as resources go. */
  public static boolean isTerminal(TaskState state) {
    return TERMINAL.contains(state);
  }

  /** A task that was just launched: staging, no statuses; an executor id only if it has its own. */
  public static Task launched(String frameworkId, TaskInfo info) {
    Task.Builder task =
        Task.newBuilder()
            .setName(info.getName())
            .setTaskId(info.getTaskId())
            .setFrameworkId(Ids.framework(frameworkId))
            .setAgentId(info.getAgentId())
            .setState(TaskState.TASK_STAGING)
            .addAllResources(info.getResourcesList());
    if (info.hasExecutor()) {
      task.setExecutorId(info.getExecutor().getExecutorId());
    }
    if (info.hasLabels()) {
      task.setLabels(info.getLabels());
    }
    if (info.hasDiscovery()) {
      task.setDiscovery(info.getDiscovery());
    }
    if (info.hasContainer()) {
      task.setContainer(info.getContainer());
    }
    if (info.hasHealthCheck()) {
      task.setHealthCheck(info.getHealthCheck());
    }
    if (info.hasKillPolicy()) {
      task.setKillPolicy(info.getKillPolicy());
    }
    if (info.hasCommand() && info.getCommand().hasUser()) {
      task.setUser(info.getCommand().getUser());
    }
    return task.build();
  }

  /**
   * Adds a status. Of a run of equal states only the last is kept, and never its data. A terminal
   * state stays, whatever is reported later.
   */
  public static Task updated(Task task, TaskStatus status, TaskState latest) {
    Task.Builder changed = task.toBuilder();
    if (!isTerminal(task.getState())) {
      changed.setState(latest);
    }
    int last = changed.getStatusesCount() - 1;
    if (last >= 0 && changed.getStatuses(last).getState() == status.getState()) {
      changed.removeStatuses(last);
    }
    return changed.addStatuses(status.toBuilder().clearData()).build();
  }

  /** Notes which update is on its way to the scheduler. */
  public static Task forwarding(Task task, TaskStatus status) {
    return task.toBuilder()
        .setStatusUpdateState(status.getState())
        .setStatusUpdateUuid(status.getUuid())
        .build();
  }
}
