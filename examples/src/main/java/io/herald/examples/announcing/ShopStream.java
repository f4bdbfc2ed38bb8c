package io.herald.examples.announcing;

import io.herald.executor.decorator.AnnouncingV1Executor;
import io.herald.executor.options.ExecutorOptions;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;

/**
 * An executor over the v1 HTTP API: it takes events and makes calls. It knows nothing of
 * announcing.
 */
public final class ShopStream {

  private final Consumer<Call> agent;

  /** An executor that sends its calls there. */
  public ShopStream(Consumer<Call> agent) {
    this.agent = agent;
  }

  /** The executor, announced, between the two ends of its connection. */
  public static AnnouncingV1Executor announced(Consumer<Call> connection, ExecutorOptions options) {
    return new AnnouncingV1Executor(
        calls -> new ShopStream(calls)::event, connection, options, ShopExecutor.reader());
  }

  /** What happens here when the agent says something. */
  public void event(Event event) {
    switch (event.getType()) {
      case LAUNCH -> say(event.getLaunch().getTask().getTaskId(), TaskState.TASK_RUNNING);
      case KILL -> say(event.getKill().getTaskId(), TaskState.TASK_KILLED);
      default -> {}
    }
  }

  private void say(TaskID task, TaskState state) {
    agent.accept(
        Call.newBuilder()
            .setType(Call.Type.UPDATE)
            .setFrameworkId(FrameworkID.newBuilder().setValue("framework"))
            .setExecutorId(ExecutorID.newBuilder().setValue("executor"))
            .setUpdate(
                Call.Update.newBuilder()
                    .setStatus(TaskStatus.newBuilder().setTaskId(task).setState(state)))
            .build());
  }
}
