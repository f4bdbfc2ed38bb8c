package io.herald.minimesos.agent;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.jspecify.annotations.Nullable;

/** A process group with its sandbox: a command task, or an executor with tasks. */
sealed interface Container permits CommandContainer, ExecutorContainer {

  FrameworkInfo framework();

  /** The executor's id; a command task's own. */
  String executorId();

  /** The executor, if it is one of the framework's own. */
  Optional<ExecutorInfo> executor();

  /** Gives it one more task. */
  void launch(TaskInfo task);

  /** Ends one task; an update reports it. */
  void kill(String taskId, @Nullable KillPolicy policy);

  void message(ByteString data);

  /** Asks for its end, and enforces that after a while. */
  void shutdown();

  /** From now on nothing of it is reported: the framework or the agent is gone. */
  void silence();

  /** Ends it at once, without asking. */
  void destroy();

  /** The agent's daemon dies: connections break off. */
  void breakOff();
}
