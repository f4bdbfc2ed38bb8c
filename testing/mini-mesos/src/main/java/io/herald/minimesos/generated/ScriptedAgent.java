package io.herald.minimesos.generated;

import com.google.protobuf.ByteString;
import io.herald.minimesos.link.AgentPort;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.jspecify.annotations.Nullable;

/** An agent that exists in messages alone: it accepts every message and does nothing. */
public final class ScriptedAgent implements AgentPort {

  @Override
  public void runTask(FrameworkInfo framework, TaskInfo task) {
    throw new IllegalStateException(
        "a scripted agent takes no tasks: " + task.getTaskId().getValue());
  }

  @Override
  public void killTask(String frameworkId, String taskId, @Nullable KillPolicy policy) {
    // The script ends it.
  }

  @Override
  public void acknowledge(String frameworkId, String taskId, ByteString uuid) {
    // Nothing waits for it.
  }

  @Override
  public void message(String frameworkId, String executorId, ByteString data) {
    // There is no executor.
  }

  @Override
  public void shutdownExecutor(String frameworkId, String executorId) {
    // There is none.
  }

  @Override
  public void frameworkReturned(String frameworkId) {
    // Nothing waits for it.
  }

  @Override
  public void shutdownFramework(String frameworkId) {
    // The script ends its tasks.
  }

  @Override
  public void shutdown() {
    // There is no process.
  }
}
