package io.herald.executor.lifecycle;

import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Presence;
import io.herald.executor.health.HealthMonitor;
import io.herald.executor.health.HealthState;
import io.herald.executor.options.AnnouncePolicy;
import io.herald.executor.process.Exit;
import io.herald.executor.process.Signal;
import io.herald.executor.process.TaskProcess;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task from its start to its end.
 *
 * <p>Promises: exactly one terminal report, the last one, when nothing of the task runs any more;
 * its member is gone, or ZooKeeper did not confirm that in time, before its process is signalled;
 * no failure of ZooKeeper changes a report. All methods are called on the one thread that is given;
 * the stop alone, which waits, has a thread of its own.
 */
final class TaskRun {

  private enum Stage {
    NEW,
    STARTING,
    RUNNING,
    STOPPING,
    ENDED
  }

  private static final Logger log = LoggerFactory.getLogger(TaskRun.class);

  private final TaskPlan plan;
  private final Presence presence;
  private final AnnouncePolicy policy;
  private final Executor thread;
  private final Consumer<TaskReport> reports;

  private Stage stage = Stage.NEW;
  private @Nullable TaskProcess process;
  private @Nullable HealthMonitor monitor;

  TaskRun(
      TaskPlan plan,
      Announcer announcer,
      AnnouncePolicy policy,
      Executor thread,
      Consumer<TaskReport> reports) {
    this.plan = plan;
    this.presence = new Presence(announcer, policy);
    this.policy = policy;
    this.thread = thread;
    this.reports = reports;
  }

  void start() {
    stage = Stage.STARTING;
    reports.accept(TaskReport.of(TaskState.TASK_STARTING, ""));
    TaskProcess started;
    try {
      started = TaskProcess.start(plan.command());
    } catch (IOException e) {
      String why = Reason.of(e);
      stop(TaskReport.of(TaskState.TASK_FAILED, why), plan.stopPlan().withoutDrain());
      return;
    }
    process = started;
    log.info("the task's command runs as process {}", started.pid());
    started.exit().thenAccept(exit -> thread.execute(() -> exited(exit)));
    presence.started();
    if (plan.health().isEmpty()) {
      presence.running(true);
      running(TaskReport.of(TaskState.TASK_RUNNING, ""));
    } else {
      monitor =
          new HealthMonitor(
              plan.health().get().settings(),
              plan.health().get().check(),
              plan.command().folder(),
              plan.earlyCheckInterval(),
              health -> thread.execute(() -> checked(health)));
      monitor.start();
    }
  }

  /**
   * Ends the task on request. A task that is already stopping continues to.
   *
   * @param announceKilling whether to report TASK_KILLING first
   */
  void kill(String why, StopPlan steps, boolean announceKilling) {
    if (stage == Stage.STOPPING || stage == Stage.ENDED) {
      log.info("{} The task is already stopping", why);
      return;
    }
    if (announceKilling) {
      reports.accept(TaskReport.of(TaskState.TASK_KILLING, why));
    }
    boolean shown = stage == Stage.RUNNING || policy == AnnouncePolicy.START;
    boolean hasClients = shown && plan.discoverable();
    stop(TaskReport.of(TaskState.TASK_KILLED, why), hasClients ? steps : steps.withoutDrain());
  }

  boolean ended() {
    return stage == Stage.ENDED;
  }

  private void running(TaskReport report) {
    stage = Stage.RUNNING;
    reports.accept(report);
  }

  private void checked(HealthState health) {
    if (stage != Stage.STARTING && stage != Stage.RUNNING) {
      return;
    }
    switch (health.phase()) {
      case STARTING -> {}
      case RUNNING -> {
        TaskReport report =
            TaskReport.of(TaskState.TASK_RUNNING, health.reason()).healthy(health.healthy());
        switch (presence.running(health.healthy())) {
          case NONE -> {}
          case RUNNING -> running(report);
          case HEALTHY, UNHEALTHY ->
              reports.accept(
                  report.reason(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED));
        }
      }
      case FAILED ->
          stop(
              TaskReport.of(TaskState.TASK_FAILED, health.reason()).healthy(false),
              plan.stopPlan().withoutDrain());
    }
  }

  private void exited(Exit exit) {
    if (stage != Stage.STARTING && stage != Stage.RUNNING) {
      return; // Asked for.
    }
    TaskState state = exit.success() ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED;
    String message = "The task's command " + exit.describe() + ".";
    stop(TaskReport.of(state, message), plan.stopPlan().withoutDrain());
  }

  private void stop(TaskReport ending, StopPlan steps) {
    stage = Stage.STOPPING;
    if (monitor != null) {
      monitor.close();
    }
    TaskProcess stopping = process;
    Threads.user("stop", () -> leaveDrainAndSignal(stopping, ending, steps)).start();
  }

  private void leaveDrainAndSignal(
      @Nullable TaskProcess stopping, TaskReport ending, StopPlan steps) {
    TaskReport last = ending;
    try {
      GracefulStop.run(presence, stopping, steps, Signal.TERM);
    } catch (IOException | RuntimeException e) {
      log.error("the task could not be stopped gracefully", e);
      last = ending.adding("Its processes may still run: " + Reason.of(e) + ".");
    } catch (InterruptedException e) {
      log.error("interrupted while stopping the task's processes", e);
      last = ending.adding("Its processes may still run: interrupted while stopping them.");
    }
    TaskReport report = last;
    thread.execute(() -> end(report));
  }

  private void end(TaskReport ending) {
    stage = Stage.ENDED;
    reports.accept(ending);
  }
}
