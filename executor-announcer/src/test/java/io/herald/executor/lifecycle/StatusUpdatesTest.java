package io.herald.executor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusUpdatesTest {

  private static final TaskID TASK = TaskID.newBuilder().setValue("task-1").build();

  private final StatusUpdates updates = new StatusUpdates();
  private TaskStatus starting;
  private TaskStatus running;

  @BeforeEach
  void launch() {
    updates.launched(
        TaskInfo.newBuilder()
            .setName("n")
            .setTaskId(TASK)
            .setAgentId(AgentID.newBuilder().setValue("a"))
            .build());
    starting = updates.add(status(TaskState.TASK_STARTING));
    running = updates.add(status(TaskState.TASK_RUNNING));
  }

  @Test
  void updatesAreKeptInOrderUntilTheyAreAcknowledged() {
    assertThat(updates.unacknowledged()).containsExactly(starting, running);

    updates.acknowledged(TASK, starting.getUuid());

    assertThat(updates.unacknowledged()).containsExactly(running);
  }

  @Test
  void aTaskIsKnownToTheAgentFromItsFirstAcknowledgedUpdateOn() {
    assertThat(updates.unacknowledgedTasks()).hasSize(1);

    updates.acknowledged(TASK, starting.getUuid());

    assertThat(updates.unacknowledgedTasks()).isEmpty();
  }

  @Test
  void aRepeatedAcknowledgementChangesNothing() {
    updates.acknowledged(TASK, starting.getUuid());
    updates.acknowledged(TASK, starting.getUuid());
    updates.acknowledged(TASK, ByteString.copyFromUtf8("never sent"));

    assertThat(updates.unacknowledged()).containsExactly(running);
  }

  private static TaskStatus.Builder status(TaskState state) {
    return TaskStatus.newBuilder().setTaskId(TASK).setState(state);
  }
}
