package io.herald.executor.agent;

import io.herald.runtime.metrics.Metric;
import io.herald.serverset.membership.MembershipState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** What the announcer of an agent counts. Its setters are for the announcer's thread. */
final class AgentCounters {

  final LongAdder polls = new LongAdder();
  final LongAdder failedPolls = new LongAdder();
  final LongAdder takenOver = new LongAdder();

  private final Set<FollowedTask> joined = new HashSet<>();
  private volatile int members;
  private volatile int asking;
  private volatile int shown;
  private volatile int refused;
  private volatile boolean there;
  private volatile long lastAnswer;
  private volatile boolean everAnswered;

  void tasks(int asks, int shows, int refuses) {
    asking = asks + refuses;
    shown = shows;
    refused = refuses;
  }

  void state(FollowedTask task, MembershipState state) {
    if (state instanceof MembershipState.Joined) {
      joined.add(task);
    } else {
      joined.remove(task);
    }
    members = joined.size();
  }

  void answered() {
    lastAnswer = System.nanoTime();
    everAnswered = true;
    there = true;
  }

  void away() {
    there = false;
  }

  List<Metric> metrics() {
    return List.of(
        Metric.gauge(
            "herald_announce_agent_up",
            "1 if the agent answered the last time that it was asked",
            () -> there ? 1 : 0),
        Metric.gauge(
            "herald_announce_agent_answer_age_seconds",
            "Seconds since the agent last answered; NaN before the first answer",
            () -> everAnswered ? (System.nanoTime() - lastAnswer) / 1e9 : Double.NaN),
        Metric.counter(
            "herald_announce_agent_polls_total", "Times that the agent was asked", polls::sum),
        Metric.counter(
            "herald_announce_agent_failed_polls_total",
            "Times that the agent gave no list of its tasks",
            failedPolls::sum),
        Metric.gauge(
            "herald_announce_tasks", "Tasks of the agent that ask to be announced", () -> asking),
        Metric.gauge(
            "herald_announce_shown_tasks",
            "Those that should have a member: healthy, and not being killed",
            () -> shown),
        Metric.gauge(
            "herald_announce_members",
            "Those that have one, as ZooKeeper last said",
            () -> members),
        Metric.gauge(
            "herald_announce_refused_tasks",
            "Those whose label asks for what can't be done",
            () -> refused),
        Metric.counter(
            "herald_announce_taken_over_members_total",
            "Members of an earlier process that were replaced or removed",
            takenOver::sum));
  }
}
