package io.herald.minimesos.master;

import io.herald.minimesos.link.Times;
import java.time.Instant;
import java.util.List;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Statuses that the master makes itself: no uuid, so they need no acknowledgement. */
final class TaskStatuses {

  private TaskStatuses() {}

  /** A status as operators and lists show it: without the executor. */
  static TaskStatus byMaster(Task task, TaskState state, TaskStatus.Reason reason, String message) {
    return TaskStatus.newBuilder()
        .setTaskId(task.getTaskId())
        .setState(state)
        .setMessage(message)
        .setSource(TaskStatus.Source.SOURCE_MASTER)
        .setReason(reason)
        .setAgentId(task.getAgentId())
        .setTimestamp(Times.seconds(Instant.now()))
        .build();
  }

  /** The same as the scheduler gets it: with the executor, if the task has its own. */
  static TaskStatus forScheduler(Task task, TaskStatus status) {
    return task.hasExecutorId()
        ? status.toBuilder().setExecutorId(task.getExecutorId()).build()
        : status;
  }

  /** A status that repeats what is known: with the container and health of the last one. */
  static TaskStatus current(Task task, TaskState state, TaskStatus.Reason reason, String message) {
    TaskStatus.Builder status =
        forScheduler(task, byMaster(task, state, reason, message)).toBuilder();
    List<TaskStatus> known = task.getStatusesList();
    for (int i = known.size() - 1; i >= 0; i--) {
      if (known.get(i).hasContainerStatus()) {
        status.setContainerStatus(known.get(i).getContainerStatus());
        if (known.get(i).hasHealthy()) {
          status.setHealthy(known.get(i).getHealthy());
        }
        if (known.get(i).hasCheckStatus()) {
          status.setCheckStatus(known.get(i).getCheckStatus());
        }
        break;
      }
    }
    return status.build();
  }

  static Event update(TaskStatus status) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.UPDATE);
    event.getUpdateBuilder().setStatus(status);
    return event.build();
  }
}
