package io.herald.executor.lifecycle;

import com.google.protobuf.ByteString;
import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Announcers;
import io.herald.executor.options.ExecutorOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor between its agent and its one task.
 *
 * <p>Its methods may be called by any thread; what they ask for happens on one thread, in that
 * order. It is finished when the task has ended and the agent has acknowledged every status update,
 * or has not done so in time; that time does not run while the agent is away and may return. An
 * internal failure ends it with code 1; the task's processes end with it.
 */
public final class ExecutorRun implements AutoCloseable {

  /** How long a last update may stay unacknowledged by an agent that is there. */
  private static final Duration ACKNOWLEDGEMENT_WAIT = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(ExecutorRun.class);

  private final ExecutorOptions options;
  private final ExecutorEnvironment environment;
  private final Announcers announcers;
  private final StatusUpdates updates;
  private final Duration acknowledgementWait;
  private final RunThread thread;

  private volatile Consumer<TaskStatus> agent = update -> {};
  private AgentInfo agentInfo = AgentInfo.getDefaultInstance();
  private ByteString data = ByteString.EMPTY;
  private boolean announceKilling;
  private boolean shutDown;
  private boolean agentDisconnected;
  private boolean agentLost;
  private boolean urgent;
  private @Nullable TaskID taskId;
  private @Nullable TaskRun task;
  private @Nullable StopPlan steps;

  /**
   * Makes an executor; {@link #start} begins.
   *
   * @param updates where status updates are kept until they are acknowledged
   * @param thread its own, as long as somebody lends it one; closed by {@link #close}
   */
  public ExecutorRun(
      ExecutorOptions options,
      ExecutorEnvironment environment,
      Announcers announcers,
      StatusUpdates updates,
      RunThread thread) {
    this(options, environment, announcers, updates, thread, ACKNOWLEDGEMENT_WAIT);
  }

  ExecutorRun(
      ExecutorOptions options,
      ExecutorEnvironment environment,
      Announcers announcers,
      StatusUpdates updates,
      RunThread thread,
      Duration acknowledgementWait) {
    this.options = options;
    this.environment = environment;
    this.announcers = announcers;
    this.updates = updates;
    this.thread = thread;
    this.acknowledgementWait = acknowledgementWait;
  }

  /**
   * Waits for the task, for {@link ExecutorOptions#launchTimeout} at most.
   *
   * @param listener takes each new status update, on the executor's thread
   */
  public void start(Consumer<TaskStatus> listener) {
    agent = listener;
    thread.execute(this::awaitTask);
  }

  /** Completes with the exit code. */
  public CompletableFuture<Integer> finished() {
    return thread.finished();
  }

  /**
   * Subscribed, for the first time or again.
   *
   * @param executorData {@code ExecutorInfo.data}: read if a task carries none of its own
   */
  public void subscribed(FrameworkInfo framework, AgentInfo info, ByteString executorData) {
    thread.execute(
        () -> {
          agentInfo = info;
          data = executorData;
          announceKilling =
              framework.getCapabilitiesList().stream()
                  .anyMatch(
                      capability ->
                          capability.getType() == FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
        });
  }

  /** Starts the task. A second one is refused: TASK_FAILED. */
  public void launch(TaskInfo info) {
    thread.execute(() -> accept(info));
  }

  /** Refuses a task that can't be run here: TASK_FAILED with that sentence. */
  public void refuse(TaskInfo info, String why) {
    thread.execute(
        () -> {
          updates.launched(info);
          report(info.getTaskId(), TaskReport.of(TaskState.TASK_FAILED, why));
        });
  }

  /**
   * Ends the task: it leaves its ServerSet, drains, and then is signalled.
   *
   * @param grace from SIGTERM to SIGKILL, if the kill says so
   */
  public void kill(TaskID id, Optional<Duration> grace) {
    thread.execute(() -> kill("The scheduler killed the task.", id, grace));
  }

  /** Ends the task within the agent's grace period, and then the executor. */
  public void shutdown(String why) {
    thread.execute(() -> shutDown(why));
  }

  /** The same without waiting for an agent that is away. */
  public void shutdownUrgently(String why) {
    thread.execute(
        () -> {
          urgent = true;
          shutDown(why);
        });
  }

  /** The agent is disconnected and may return; acknowledgements have time until then. */
  public void agentDisconnected() {
    thread.execute(
        () -> {
          agentDisconnected = true;
          if (!urgent) {
            thread.cancelDeadline();
          }
        });
  }

  /** The agent is connected, for the first time or again. */
  public void agentConnected() {
    thread.execute(
        () -> {
          agentLost = false;
          if (agentDisconnected) {
            agentDisconnected = false;
            if (taskId == null && !shutDown) {
              awaitTask();
            }
          }
          finishIfDone();
        });
  }

  /** The agent will not return: the task is ended, and no acknowledgement is waited for. */
  public void agentLost(String why) {
    thread.execute(
        () -> {
          agentDisconnected = true;
          agentLost = true;
          shutDown(why);
        });
  }

  public void acknowledged(TaskID id, ByteString uuid) {
    thread.execute(
        () -> {
          updates.acknowledged(id, uuid);
          finishIfDone();
        });
  }

  /** Ends the work of the thread. What runs of the task is ended by {@link #shutdown} only. */
  @Override
  public void close() {
    thread.close();
  }

  private void accept(TaskInfo info) {
    if (info.getTaskId().equals(taskId)) {
      return; // Launched already.
    }
    if (taskId != null || shutDown) {
      String why =
          taskId == null
              ? "This executor is shutting down and accepts no task."
              : "This executor runs one task, which is " + taskId.getValue() + ".";
      refuse(info, why);
      return;
    }
    thread.cancelDeadline();
    taskId = info.getTaskId();
    updates.launched(info);
    TaskPlan plan;
    Announcer announcer;
    try {
      plan = plan(info);
      announcer = plan.announcement().map(announcers::of).orElseGet(Announcer::none);
    } catch (IllegalArgumentException e) {
      report(
          info.getTaskId(), TaskReport.of(TaskState.TASK_FAILED, String.valueOf(e.getMessage())));
      finishIfDone();
      return;
    }
    steps = plan.stopPlan();
    task =
        new TaskRun(
            plan,
            announcer,
            options.announcePolicy(),
            thread,
            report -> {
              report(info.getTaskId(), report);
              finishIfDone();
            });
    task.start();
  }

  private TaskPlan plan(TaskInfo info) {
    return TaskPlan.of(
        info, TaskData.read(info, data, agentInfo.getHostname()), options, agentInfo, environment);
  }

  private void kill(String why, TaskID id, Optional<Duration> grace) {
    if (task == null || steps == null || !id.equals(taskId)) {
      log.warn("ignoring the kill of task {}, which this executor does not run", id.getValue());
      return;
    }
    StopPlan asked = grace.map(steps::withFinalization).orElse(steps).atMost(options.stopTimeout());
    task.kill(why, asked, announceKilling);
  }

  private void shutDown(String why) {
    log.info("shutting down: {}", why);
    shutDown = true;
    if (task == null || steps == null || task.ended()) {
      finishIfDone();
      return;
    }
    task.kill(why, environment.shutdownGrace().map(steps::within).orElse(steps), announceKilling);
  }

  private void report(TaskID id, TaskReport report) {
    log.info("task {} is {} {}", id.getValue(), report.state(), report.message());
    agent.accept(updates.add(report.status(id, environment.executorId())));
  }

  private void finishIfDone() {
    boolean over = taskId == null ? shutDown : task == null || task.ended();
    if (!over) {
      return;
    }
    int left = updates.unacknowledged().size();
    if (left == 0 || agentLost) {
      if (left > 0) {
        log.warn("{} status updates have not reached the agent; exiting", left);
      }
      thread.cancelDeadline();
      thread.finish(0);
    } else if (!thread.hasDeadline() && (!agentDisconnected || urgent)) {
      thread.atDeadline(acknowledgementWait, this::notAcknowledged);
    }
  }

  private void awaitTask() {
    thread.atDeadline(options.launchTimeout(), this::noTask);
  }

  private void notAcknowledged() {
    log.warn(
        "the agent did not acknowledge {} status updates within {} s; exiting",
        updates.unacknowledged().size(),
        acknowledgementWait.toNanos() / 1e9);
    thread.finish(0);
  }

  private void noTask() {
    log.warn("no task was launched within {} s; exiting", options.launchTimeout().toNanos() / 1e9);
    thread.finish(1);
  }
}
