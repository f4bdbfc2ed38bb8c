package io.herald.examples.framework;

import io.herald.jobs.Launchable;
import io.herald.runtime.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.mesos.v1.Protos.TaskState;

/**
 * One instance of a job and the task that runs it, if any. For the framework's loop alone.
 *
 * <p>After a failure it waits before it wants a task again: a quarter to half of a second, doubled
 * for each failure in a row up to 90 seconds. A task that ran for {@link #STEADY} starts the count
 * anew.
 */
final class JobInstance {

  static final Duration STEADY = Duration.ofSeconds(30);

  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);

  /** The task that runs an instance. */
  record Running(String taskId, String agentId, TaskState state, Instant launched) {

    Running in(TaskState newState) {
      return new Running(taskId, agentId, newState, launched);
    }
  }

  private Launchable job;
  private final int number;
  private Optional<Running> running = Optional.empty();
  private Instant notBefore = Instant.EPOCH;
  private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
  private int failures;
  private boolean done;
  private boolean held;
  private boolean healthy;

  JobInstance(Launchable job, int number) {
    this.job = job;
    this.number = number;
  }

  Launchable job() {
    return job;
  }

  /** Its next task is of this version of the job; one that runs goes on as it is. */
  void becomes(Launchable version) {
    job = version;
  }

  int number() {
    return number;
  }

  Optional<Running> running() {
    return running;
  }

  boolean runs(String taskId) {
    return running.filter(task -> task.taskId().equals(taskId)).isPresent();
  }

  /** Whether it should get a task now. */
  boolean wantsTask(Instant now) {
    return !done && !held && running.isEmpty() && !now.isBefore(notBefore);
  }

  /** It gets no task until {@link #release}: an earlier run may have left it one. */
  void hold() {
    held = true;
  }

  void release() {
    held = false;
  }

  boolean held() {
    return held;
  }

  /** How long until it wants a task; empty if it has one or needs none. */
  Optional<Duration> waits(Instant now) {
    return done || running.isPresent() || !now.isBefore(notBefore)
        ? Optional.empty()
        : Optional.of(Duration.between(now, notBefore));
  }

  void launched(String taskId, String agentId, Instant now) {
    healthy = false;
    running = Optional.of(new Running(taskId, agentId, TaskState.TASK_STAGING, now));
  }

  /** An earlier run launched a task for it; whether that still runs is not known yet. */
  void assumed(String taskId, String agentId, Instant now) {
    running = Optional.of(new Running(taskId, agentId, TaskState.TASK_UNKNOWN, now));
  }

  /**
   * Its task is in this state.
   *
   * @param isHealthy whether a check says so; false if none has said anything
   */
  void updated(TaskState state, boolean isHealthy) {
    running = running.map(task -> task.in(state));
    healthy = isHealthy;
  }

  /** Whether its task does what it is for, as far as Mesos knows. */
  boolean ready() {
    return running.filter(task -> task.state() == TaskState.TASK_RUNNING).isPresent()
        && (healthy || !job.readyOnceHealthy());
  }

  /** Its task is over, in this state. */
  void ended(TaskState state, Instant now) {
    boolean steady = running.map(task -> task.launched().plus(STEADY).isBefore(now)).orElse(false);
    running = Optional.empty();
    if (state == TaskState.TASK_FINISHED && !job.service()) {
      done = true;
      return;
    }
    failures++;
    if (steady) {
      backoff.succeeded();
    }
    if (!job.service() && job.maxTaskFailures() >= 0 && failures >= job.maxTaskFailures()) {
      done = true;
      return;
    }
    notBefore = now.plus(backoff.failed());
  }

  /** Whether it has ended for good. */
  boolean done() {
    return done;
  }

  /** {@code role/environment/name/number}, or an app's id and the number. */
  @Override
  public String toString() {
    return job.path() + "/" + number;
  }
}
