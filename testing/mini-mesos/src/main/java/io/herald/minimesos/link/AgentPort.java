package io.herald.minimesos.link;

import com.google.protobuf.ByteString;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.jspecify.annotations.Nullable;

/** What a master may say to an agent. To be called on the cluster's thread. */
public interface AgentPort {

  void runTask(FrameworkInfo framework, TaskInfo task);

  void killTask(String frameworkId, String taskId, @Nullable KillPolicy policy);

  /** The scheduler has this status now. */
  void acknowledge(String frameworkId, String taskId, ByteString uuid);

  void message(String frameworkId, String executorId, ByteString data);

  void shutdownExecutor(String frameworkId, String executorId);

  /** The framework's scheduler is there again: updates that wait for it are sent once more. */
  void frameworkReturned(String frameworkId);

  /** The framework is gone: its executors and tasks end, and their end is not reported. */
  void shutdownFramework(String frameworkId);

  /** The master has given up the agent: it kills its tasks and stays away. */
  void shutdown();
}
