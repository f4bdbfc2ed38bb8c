package io.herald.executor.lifecycle;

import io.herald.executor.announce.AnnounceRequest;
import io.herald.executor.announce.MachineAddresses;
import io.herald.executor.health.HealthPlan;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.process.TaskCommand;
import io.herald.proto.handoff.TaskHandoff;
import java.time.Duration;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Everything decided about a task before it starts, so that an impossible task is refused before
 * anything runs.
 *
 * @param announcement absent if the job asks for none or the executor has no ensemble
 * @param health absent: the task is healthy while it runs
 * @param discoverable whether clients may have found it, so that its end needs a drain
 * @param stopPlan of a graceful stop
 * @param earlyCheckInterval see {@link ExecutorOptions}
 */
record TaskPlan(
    TaskCommand command,
    Optional<AnnounceRequest> announcement,
    Optional<HealthPlan> health,
    boolean discoverable,
    StopPlan stopPlan,
    Duration earlyCheckInterval) {

  /**
   * Plans a task.
   *
   * @param environment the executor's own
   * @throws IllegalArgumentException with a sentence, if the task can't be run as asked
   */
  static TaskPlan of(
      TaskInfo task,
      TaskHandoff handoff,
      ExecutorOptions options,
      AgentInfo agent,
      ExecutorEnvironment environment) {
    if (handoff.getCommand().isBlank()) {
      throw new IllegalArgumentException("The task has no command to run.");
    }
    TaskSite place =
        new TaskSite(
            agent.getHostname(),
            new MachineAddresses(
                environment.agentEndpoint(), agent.getHostname(), environment.variables()),
            environment.sandbox(),
            environment.variables());
    ServicePlan service = ServicePlan.of(handoff, options, place, task.getTaskId().getValue());
    return new TaskPlan(
        TaskCommand.ofShell(
            handoff.getCommand(), environment.sandbox(), service.environment(), service.mark()),
        service.announcement(),
        service.health(),
        service.announcement().isPresent() || task.hasDiscovery(),
        grace(task.hasKillPolicy(), task.getKillPolicy())
            .map(service.stopPlan()::withFinalization)
            .orElse(service.stopPlan())
            .atMost(options.stopTimeout()),
        options.earlyCheckInterval());
  }

  /** The time that a kill policy gives, if it gives one. */
  static Optional<Duration> grace(boolean given, KillPolicy policy) {
    return given && policy.hasGracePeriod()
        ? Optional.of(Duration.ofNanos(policy.getGracePeriod().getNanoseconds()))
        : Optional.empty();
  }
}
