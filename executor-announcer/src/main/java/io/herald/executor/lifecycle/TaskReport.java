package io.herald.executor.lifecycle;

import java.util.Optional;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.TaskStatus.Reason;

/**
 * A report on a task, before it becomes a status update.
 *
 * @param message a sentence; empty for none
 * @param healthy absent if unknown
 */
record TaskReport(
    TaskState state, String message, Optional<Boolean> healthy, Optional<Reason> reason) {

  static TaskReport of(TaskState state, String message) {
    return new TaskReport(state, message, Optional.empty(), Optional.empty());
  }

  TaskReport healthy(boolean known) {
    return new TaskReport(state, message, Optional.of(known), reason);
  }

  TaskReport reason(Reason given) {
    return new TaskReport(state, message, healthy, Optional.of(given));
  }

  /** As a status update, still without its uuid and time. */
  TaskStatus.Builder status(TaskID task, String executorId) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(task)
            .setExecutorId(ExecutorID.newBuilder().setValue(executorId))
            .setState(state);
    if (!message.isEmpty()) {
      status.setMessage(message);
    }
    healthy.ifPresent(status::setHealthy);
    reason.ifPresent(status::setReason);
    return status;
  }

  TaskReport adding(String sentence) {
    String longer = message.isEmpty() ? sentence : message + " " + sentence;
    return new TaskReport(state, longer, healthy, reason);
  }
}
