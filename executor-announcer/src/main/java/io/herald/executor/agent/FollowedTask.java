package io.herald.executor.agent;

import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Presence;
import io.herald.executor.health.HealthState;
import io.herald.executor.health.LoopedMonitor;
import io.herald.executor.options.AnnouncePolicy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task that is announced as long as it should be: by its state, by its health as Mesos says it,
 * and by its own check, if it has one. A task that is being killed, or has ended, isn't shown
 * again. For the announcer's thread.
 */
final class FollowedTask {

  private static final Logger log = LoggerFactory.getLogger(FollowedTask.class);

  private final AgentTaskPlan plan;
  private final Announcer announcer;
  private final Presence presence;
  private final Function<FollowedTask, LoopedMonitor> checks;
  private AgentTask task;
  private @Nullable LoopedMonitor monitor;
  private @Nullable HealthState checked;
  private boolean started;
  private boolean decided;
  private boolean over;
  private boolean joined;

  /**
   * @param checks makes the monitor of the plan's check, which tells {@link #checked}
   */
  FollowedTask(
      AgentTask task,
      AgentTaskPlan plan,
      Announcer announcer,
      AnnouncePolicy policy,
      Function<FollowedTask, LoopedMonitor> checks) {
    this.task = task;
    this.plan = plan;
    this.announcer = announcer;
    this.presence = new Presence(announcer, policy);
    this.checks = checks;
  }

  AgentTaskPlan plan() {
    return plan;
  }

  AgentTask task() {
    return task;
  }

  /** Whether clients should be finding it. */
  boolean isShown() {
    return presence.shown() && !over;
  }

  /** Whether it is known that it should be shown, or that it should not. */
  boolean isDecided() {
    return decided;
  }

  /** Whether it has a member, as ZooKeeper last said. */
  boolean isJoined() {
    return joined;
  }

  /** What ZooKeeper says of its member now. */
  void joined(boolean now) {
    joined = now;
  }

  /** What the agent says of it now. */
  void update(AgentTask now) {
    task = now;
    if (over) {
      return;
    }
    switch (now.changing().state()) {
      case TASK_STAGING -> {} // Its executor doesn't have it yet.
      case TASK_STARTING -> start();
      case TASK_RUNNING -> {
        start();
        judge();
      }
      default -> {
        log.info("{} is {}: it leaves its ServerSet", now.key(), now.changing().state());
        leave();
      }
    }
  }

  /** Its check has been made once more. */
  void checked(HealthState health) {
    checked = health;
    if (!over) {
      judge();
    }
  }

  /** Takes it away for good; what ZooKeeper has not confirmed yet goes on in the background. */
  void leave() {
    over = true;
    decided = true;
    if (monitor != null) {
      monitor.close();
    }
    announcer.hide();
  }

  private void start() {
    if (started) {
      return;
    }
    started = true;
    presence.started();
    decided = presence.shown();
    if (plan.check().isPresent()) {
      monitor = checks.apply(this);
      monitor.start();
    }
  }

  private void judge() {
    if (!task.changing().isRunning()) {
      return;
    }
    boolean byMesos = task.changing().isHealthy();
    boolean healthy = byMesos;
    if (plan.check().isPresent()) {
      HealthState own = checked;
      if (own == null || own.phase() != HealthState.Phase.RUNNING) {
        decided = decided || isFailing(own) || presence.shown();
        return;
      }
      healthy = own.healthy() && task.changing().healthy().orElse(true);
    } else if (task.changing().healthy().isEmpty() && !byMesos) {
      // Mesos checks it and has no result yet. Where health doesn't count, it is shown all the
      // same.
      tell(presence.running(false));
      decided = decided || presence.shown();
      return;
    }
    decided = true;
    tell(presence.running(healthy));
  }

  /** Whether its check has failed for longer than a task may take to start. */
  private static boolean isFailing(@Nullable HealthState own) {
    return own != null && own.attempts() > own.settings().forgivenAttempts();
  }

  private void tell(Presence.Transition change) {
    switch (change) {
      case NONE -> {}
      case RUNNING -> log.debug("{} runs", task.key());
      case HEALTHY -> log.info("{} is healthy again", task.key());
      case UNHEALTHY -> log.info("{} is unhealthy{}", task.key(), reason());
    }
  }

  private String reason() {
    HealthState own = checked;
    return own == null || own.reason().isEmpty() ? ", as Mesos says" : ": " + own.reason();
  }
}
