package io.herald.executor.lifecycle;

import io.herald.executor.ExecutorOptions;
import io.herald.executor.announce.Announcement;
import io.herald.executor.health.HealthPlan;
import io.herald.executor.process.TaskCommand;
import io.herald.executor.process.TaskEnvironment;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * All that is decided about a task before it starts, so that what can't work is refused before
 * anything runs.
 *
 * @param announcement absent if the job asks for none or the executor has no ensemble
 * @param health absent: the task is well while it runs
 * @param discoverable whether clients may have found it, so that its end needs a drain
 * @param stopSteps of an ordered end
 * @param earlyCheckInterval see {@link ExecutorOptions}
 */
record TaskPlan(
    TaskCommand command,
    Optional<Announcement> announcement,
    Optional<HealthPlan> health,
    boolean discoverable,
    StopSteps stopSteps,
    Duration earlyCheckInterval) {

  private static final Duration LEAVE = Duration.ofSeconds(5);
  private static final Duration FINALIZATION = Duration.ofSeconds(30);

  /**
   * Plans a task.
   *
   * @param agentHostname as the agent calls itself
   * @param environment the executor's own
   * @throws IllegalArgumentException with a sentence, if the task can't be run as asked
   */
  static TaskPlan of(
      TaskInfo task,
      TaskHandoff handoff,
      ExecutorOptions options,
      String agentHostname,
      Path sandbox,
      Map<String, String> environment) {
    if (handoff.getCommand().isBlank()) {
      throw new IllegalArgumentException("The task has no command to run.");
    }
    SortedMap<String, Integer> ports = new TreeMap<>();
    for (Port port : handoff.getPortsList()) {
      ports.put(port.getName(), port.getNumber());
    }
    Map<String, String> taskEnvironment =
        TaskEnvironment.of(
            environment, agentHostname, handoff.getInstance(), ports, handoff.getEnvironmentMap());
    Optional<Announcement> announcement =
        handoff.hasAnnounce() && options.announcerEnsemble().isPresent()
            ? Optional.of(
                Announcement.of(
                    handoff,
                    options.serversetPath(),
                    options.allowCustomServersetPath(),
                    options.announcerHostname().orElse(agentHostname),
                    ports))
            : Optional.empty();
    Optional<HealthPlan> health =
        handoff.hasHealthCheck()
            ? HealthPlan.of(handoff.getHealthCheck(), ports, sandbox, taskEnvironment)
            : Optional.empty();
    return new TaskPlan(
        new TaskCommand(handoff.getCommand(), sandbox, taskEnvironment),
        announcement,
        health,
        announcement.isPresent() || task.hasDiscovery(),
        stopSteps(task, handoff, options),
        options.earlyCheckInterval());
  }

  /** The time that a kill policy gives, if it gives one. */
  static Optional<Duration> grace(boolean given, KillPolicy policy) {
    return given && policy.hasGracePeriod()
        ? Optional.of(Duration.ofNanos(policy.getGracePeriod().getNanoseconds()))
        : Optional.empty();
  }

  private static StopSteps stopSteps(TaskInfo task, TaskHandoff handoff, ExecutorOptions options) {
    Duration drain = options.drain();
    Duration finalization = FINALIZATION;
    if (handoff.hasLifecycle()) {
      if (handoff.getLifecycle().hasDrainSecs()) {
        drain = seconds(handoff.getLifecycle().getDrainSecs());
      }
      finalization = seconds(handoff.getLifecycle().getFinalizationWaitSecs());
    }
    finalization = grace(task.hasKillPolicy(), task.getKillPolicy()).orElse(finalization);
    return new StopSteps(LEAVE, drain, finalization).atMost(options.stopTimeout());
  }

  private static Duration seconds(double value) {
    return Duration.ofNanos(Math.round(value * 1e9));
  }
}
