package io.herald.minimesos.agent;

import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.process.ContainerProcesses;
import io.herald.minimesos.process.ExitStatus;
import io.herald.minimesos.process.Sandbox;
import java.io.IOException;
import java.util.Optional;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.HealthCheck;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;

/** What a container needs from the agent that it runs on. For the cluster's thread. */
interface Host {

  EventLoop loop();

  AgentIdentity identity();

  /**
   * Makes a sandbox.
   *
   * @throws IOException if it can't be written
   */
  Sandbox sandbox(String frameworkId, String executorId) throws IOException;

  /**
   * Starts a command in a sandbox, in a process group of its own.
   *
   * @throws IOException if that fails
   */
  ContainerProcesses start(
      FrameworkInfo framework, String executorId, Sandbox sandbox, CommandInfo command)
      throws IOException;

  /** What asks after the health of tasks. */
  HealthProbes probes();

  /**
   * Starts the command of a task's health check beside it: in its sandbox, where its output goes to
   * the task's stderr, and with its environment.
   *
   * @throws IOException if that fails
   */
  ContainerProcesses startCheck(
      FrameworkInfo framework, String executorId, Sandbox sandbox, TaskInfo task, HealthCheck check)
      throws IOException;

  /** Records a task's new status and sees to its delivery; a repeated one is left alone. */
  void status(String frameworkId, TaskStatus status);

  /**
   * A container is over.
   *
   * @param exit of an executor of the framework's own, which its scheduler is notified of; absent
   *     for command tasks and for those that never ran
   */
  void ended(Container container, Optional<ExitStatus> exit);
}
