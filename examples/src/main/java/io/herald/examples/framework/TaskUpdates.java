package io.herald.examples.framework;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what becomes of tasks to their instances: state changes, ends, and tasks that the
 * framework does not know, which it adopts or kills. For the framework's loop alone.
 */
final class TaskUpdates {

  private static final Logger log = LoggerFactory.getLogger(TaskUpdates.class);

  private final JobInstances instances;
  private final MasterCalls master;
  private final Clock clock;
  private final Consumer<Duration> wakeUp;

  /**
   * Makes it.
   *
   * @param wakeUp called with the time after which an instance wants a task
   */
  TaskUpdates(JobInstances instances, MasterCalls master, Clock clock, Consumer<Duration> wakeUp) {
    this.instances = instances;
    this.master = master;
    this.clock = clock;
    this.wakeUp = wakeUp;
  }

  /** A master or agent reports a task's state. */
  void apply(TaskStatus status) {
    TaskState state = status.getState();
    if (instances.isLeaving(status.getTaskId().getValue())) {
      leaving(status);
      return;
    }
    if (instances.isFormer(status.getTaskId().getValue())) {
      if (isOver(state)) {
        log.info("task {} of a former version: {}", status.getTaskId().getValue(), state);
        instances.formerEnded(status.getTaskId().getValue());
      }
      return;
    }
    Optional<JobInstance> instance = instances.running(status.getTaskId().getValue());
    if (instance.isPresent()) {
      if (isOver(state)) {
        ended(instance.get(), state, status.getMessage());
      } else {
        if (instance.get().running().filter(task -> task.state() != state).isPresent()) {
          log.info("{}: {}", instance.get(), state);
        }
        instance.get().updated(state, status.getHealthy());
        instances.displaced(instance.get()).forEach(this::killFormer);
      }
    } else if (!isOver(state)) {
      adoptOrKill(status);
    }
  }

  /** A task of an instance that no job needs any more. */
  private void leaving(TaskStatus status) {
    String taskId = status.getTaskId().getValue();
    log.info("task {}, which no job needs any more: {}", taskId, status.getState());
    if (isOver(status.getState())) {
      instances.left(taskId);
    } else if (status.getState() != TaskState.TASK_KILLING) {
      // What killed it was not heard, or not yet.
      master.kill(status.getTaskId(), status.getAgentId());
    }
  }

  /** The task of an instance is over, or taken for it. */
  void ended(JobInstance instance, TaskState state, String message) {
    Instant now = clock.instant();
    String agent = instance.running().map(JobInstance.Running::agentId).orElse("?");
    instance.ended(state, now);
    Optional<Duration> wait = instance.waits(now);
    log.info(
        "{}: {} on agent {}{}{}",
        instance,
        state,
        agent,
        message.isEmpty() ? "" : " (" + message + ")",
        wait.map(time -> "; restarting in " + time.toMillis() + " ms")
            .orElse(instance.done() ? "; not restarted" : ""));
    if (!instance.done()) {
      wakeUp.accept(wait.orElse(Duration.ZERO));
    }
  }

  /** A task of ours that we don't know: of an earlier run of this framework, or one too many. */
  private void adoptOrKill(TaskStatus status) {
    String taskId = status.getTaskId().getValue();
    String agent = status.getAgentId().getValue();
    JobInstances.Found found = instances.found(taskId, agent, status.getState(), clock.instant());
    if (found.instance().isEmpty()) {
      log.info("task {} belongs to no instance or is one too many; killing it", taskId);
      master.kill(status.getTaskId(), status.getAgentId());
      return;
    }
    log.info("{}: found running as {}", found.instance().get(), taskId);
    found.displaced().ifPresent(this::killDisplaced);
  }

  private void killDisplaced(JobInstance.Running other) {
    log.info("its other task {} does not run ({}); killing it", other.taskId(), other.state());
    kill(other);
  }

  private void killFormer(JobInstance.Running task) {
    log.info("task {} of a former version has been replaced; killing it", task.taskId());
    kill(task);
  }

  /** Has a task killed, with the drain and the grace of its job. */
  void kill(JobInstance.Running other) {
    master.kill(
        TaskID.newBuilder().setValue(other.taskId()).build(),
        AgentID.newBuilder().setValue(other.agentId()).build());
  }

  private static boolean isOver(TaskState state) {
    return switch (state) {
      case TASK_FINISHED,
          TASK_FAILED,
          TASK_KILLED,
          TASK_ERROR,
          TASK_LOST,
          TASK_DROPPED,
          TASK_GONE,
          TASK_GONE_BY_OPERATOR,
          TASK_UNREACHABLE,
          TASK_UNKNOWN -> // all agents that could have it are there, and none has
          true;
      case TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING -> false;
    };
  }
}
