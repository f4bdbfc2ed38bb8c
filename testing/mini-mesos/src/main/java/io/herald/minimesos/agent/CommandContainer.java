package io.herald.minimesos.agent;

import com.google.protobuf.ByteString;
import io.herald.minimesos.loop.Timer;
import io.herald.minimesos.process.ContainerProcesses;
import io.herald.minimesos.process.ExitStatus;
import io.herald.minimesos.process.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * A task that is a command: STARTING and RUNNING when its process is there, FINISHED, FAILED or
 * KILLED when it has ended; checked meanwhile, and killed if its checks say so. SIGTERM goes to the
 * whole group, after the grace period SIGKILL; what the command leaves behind in its group is
 * killed. For the cluster's thread.
 */
final class CommandContainer implements Container {

  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(3);

  private final Host host;
  private final FrameworkInfo framework;
  private final TaskInfo task;
  private @Nullable ContainerProcesses process;
  private AgentStatuses statuses;
  private boolean killed;
  private boolean unhealthy;
  private boolean silent;
  private @Nullable HealthChecks checks;
  private Timer escalation = Timer.NONE;

  CommandContainer(Host host, FrameworkInfo framework, TaskInfo task) {
    this.host = host;
    this.framework = framework;
    this.task = task;
    this.statuses = AgentStatuses.unstarted(host.identity(), executorId(), task.getAgentId());
  }

  @Override
  public FrameworkInfo framework() {
    return framework;
  }

  @Override
  public String executorId() {
    return task.getTaskId().getValue();
  }

  @Override
  public Optional<ExecutorInfo> executor() {
    return Optional.empty();
  }

  @Override
  public void launch(TaskInfo launched) {
    String id = framework.getId().getValue();
    try {
      Sandbox sandbox = host.sandbox(id, executorId());
      ContainerProcesses started = host.start(framework, executorId(), sandbox, task.getCommand());
      process = started;
      statuses = statuses.started(sandbox.containerId(), started.pid());
      report(TaskState.TASK_STARTING, "");
      report(TaskState.TASK_RUNNING, "");
      if (task.hasHealthCheck()) {
        checks =
            new HealthChecks(
                host.loop(),
                task.getHealthCheck(),
                host.probes(),
                check -> host.startCheck(framework, executorId(), sandbox, task, check),
                this::checked);
      }
      started.onExit(exit -> host.loop().execute(() -> exited(started, exit)));
    } catch (IOException e) {
      host.status(
          id,
          statuses.byAgent(
              task.getTaskId(),
              TaskState.TASK_FAILED,
              TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED,
              "Failed to launch container: " + e.getMessage()));
      host.ended(this, Optional.empty());
    }
  }

  private void checked(boolean healthy, boolean kill) {
    if (killed) {
      return;
    }
    if (!silent) {
      host.status(framework.getId().getValue(), statuses.byCheck(task.getTaskId(), healthy));
    }
    if (kill) {
      unhealthy = true;
      kill(task.getTaskId().getValue(), null);
    }
  }

  private void stopChecks() {
    if (checks != null) {
      checks.stop();
    }
  }

  private void exited(ContainerProcesses ended, ExitStatus exit) {
    escalation.cancel();
    stopChecks();
    ended.destroy();
    TaskState state =
        killed
            ? TaskState.TASK_KILLED
            : exit.success() ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED;
    if (unhealthy && !silent) {
      host.status(
          framework.getId().getValue(),
          statuses.byExecutor(task.getTaskId(), state, "Command " + exit.describe()).toBuilder()
              .setHealthy(false)
              .build());
    } else {
      report(state, "Command " + exit.describe());
    }
    host.ended(this, Optional.empty());
  }

  private void report(TaskState state, String message) {
    if (!silent) {
      host.status(
          framework.getId().getValue(), statuses.byExecutor(task.getTaskId(), state, message));
    }
  }

  @Override
  public void kill(String taskId, @Nullable KillPolicy policy) {
    ContainerProcesses running = process;
    if (killed || running == null) {
      return;
    }
    killed = true;
    boolean wanted =
        framework.getCapabilitiesList().stream()
            .anyMatch(
                capability ->
                    capability.getType() == FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
    if (wanted) {
      report(TaskState.TASK_KILLING, "");
    }
    stop(running, grace(policy));
  }

  private Duration grace(@Nullable KillPolicy policy) {
    KillPolicy used = policy != null ? policy : task.getKillPolicy();
    return used.hasGracePeriod()
        ? Duration.ofNanos(used.getGracePeriod().getNanoseconds())
        : DEFAULT_GRACE;
  }

  private void stop(ContainerProcesses running, Duration grace) {
    stopChecks();
    running.terminate();
    escalation.cancel();
    escalation = host.loop().after(grace, running::destroy);
  }

  @Override
  public void message(ByteString data) {
    // A command hears nothing; Mesos' own command executor drops messages too.
  }

  @Override
  public void shutdown() {
    ContainerProcesses running = process;
    if (running != null) {
      killed = true;
      stop(running, grace(null));
    }
  }

  @Override
  public void silence() {
    silent = true;
  }

  @Override
  public void destroy() {
    ContainerProcesses running = process;
    if (running != null) {
      killed = true;
      stopChecks();
      running.destroy();
    }
  }

  @Override
  public void breakOff() {
    // A command has no connection.
  }
}
