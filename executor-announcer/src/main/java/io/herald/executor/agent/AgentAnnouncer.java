package io.herald.executor.agent;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.MachineAddresses;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.health.CheckLoop;
import io.herald.executor.health.LoopedMonitor;
import io.herald.executor.options.AddressMode;
import io.herald.mesos.client.AgentClient;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.serverset.membership.MembershipState;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces each task of an agent that asks for it, over one ZooKeeper session.
 *
 * <p>What the agent lists counts. While it can't be asked, all stays as it is; only when it has not
 * answered for as long as its executors wait for it, after which they end their tasks, are those
 * taken for ended. What an earlier process of the same agent left in ZooKeeper is replaced one by
 * one or removed, as soon as it is known which of the two. All decisions are made on one thread.
 */
public final class AgentAnnouncer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AgentAnnouncer.class);

  /** Whose members these are, in their metadata. */
  private static final String OWNER = "agent";

  private final AgentOptions options;
  private final ServerSetAnnouncers announcers;
  private final RefusedTasks problems;
  private final AgentCounters counters = new AgentCounters();
  private final NamedScheduler thread = new NamedScheduler("agent-announcer");
  private final CheckLoop checks;
  private final AgentPoller poller;
  private final Inheritance inheritance;

  // Of the announcer's thread alone.
  private final Map<AgentTask.Key, FollowedTask> tasks = new HashMap<>();
  private final Map<AgentTask.Key, AgentTask> refused = new HashMap<>();
  private @Nullable ScheduledFuture<?> end;

  /** How long executors wait for their agent, as it said when it was last there. */
  private Duration recoveryTimeout = AgentPoller.RECOVERY_TIMEOUT;

  /** Hears of tasks that ask for what can't be done; in the announcer's thread. */
  public interface RefusedTasks {

    /**
     * What is wrong with a task now.
     *
     * @param problem a sentence; empty: nothing is, or the task has ended
     */
    void replace(String framework, String task, Optional<String> problem);
  }

  private AgentAnnouncer(
      AgentOptions options,
      ServerSetAnnouncers announcers,
      RefusedTasks problems,
      CheckLoop checks) {
    this.options = options;
    this.announcers = announcers;
    this.problems = problems;
    this.checks = checks;
    this.inheritance = new Inheritance(announcers, thread, counters);
    this.poller =
        new AgentPoller(
            new AgentClient(options.agent(), options.connection()),
            options.interval(),
            new Heard());
  }

  /**
   * Begins to follow the agent, whether it is there or not.
   *
   * @param announcers closed by the caller, after this: what is announced then ends. If they
   *     aren't, it lives on until the session's time-out, for a next process to take over
   * @throws IOException if the system has no room for the loop of the checks
   */
  public static AgentAnnouncer start(
      AgentOptions options, ServerSetAnnouncers announcers, RefusedTasks problems)
      throws IOException {
    AgentAnnouncer announcer = new AgentAnnouncer(options, announcers, problems, new CheckLoop());
    announcer.thread.setRemoveOnCancelPolicy(true);
    announcer.poller.start();
    return announcer;
  }

  /** How many there are of what, for a page of metrics. */
  public List<Metric> metrics() {
    return counters.metrics();
  }

  /** Ends following and checking; what is announced stays so. */
  @Override
  public void close() {
    poller.close();
    thread.shutdownNow();
    checks.close();
  }

  /** Brings what the poller hears to the announcer's thread. */
  private final class Heard implements AgentPoller.Listener {

    @Override
    public void listed(AgentPoller.Listing listing) {
      counters.polls.increment();
      later(() -> apply(listing));
    }

    @Override
    public void same() {
      counters.polls.increment();
      counters.answered();
    }

    @Override
    public void failed(String reason, boolean answered) {
      counters.polls.increment();
      counters.failedPolls.increment();
      counters.away();
      later(() -> missed(answered));
    }
  }

  private void later(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException e) {
      log.debug("the announcer is closed", e);
    }
  }

  private void missed(boolean answered) {
    if (answered) {
      // It is there, and so are its tasks: it only doesn't tell us.
      stay();
    } else if (end == null) {
      end = thread.schedule(this::giveUp, recoveryTimeout.toNanos(), NANOSECONDS);
    }
  }

  private void stay() {
    if (end != null) {
      end.cancel(false);
      end = null;
    }
  }

  private void giveUp() {
    end = null;
    if (!tasks.isEmpty()) {
      log.warn(
          "the agent has not answered for {} s, its recovery_timeout, after which executors end"
              + " their tasks: {} tasks leave their ServerSets until it lists them again",
          recoveryTimeout.toSeconds(),
          tasks.size());
    }
    tasks.values().forEach(FollowedTask::leave);
    tasks.clear();
    count();
  }

  private void apply(AgentPoller.Listing listing) {
    stay();
    counters.answered();
    recoveryTimeout = listing.recoveryTimeout();
    AgentTaskPlan.Site site = site(listing);
    Set<AgentTask.Key> listed = new HashSet<>();
    for (AgentTask task : listing.tasks()) {
      listed.add(task.key());
      apply(task, site);
    }
    for (Iterator<FollowedTask> all = tasks.values().iterator(); all.hasNext(); ) {
      FollowedTask known = all.next();
      if (!listed.contains(known.task().key())) {
        log.info("{} has ended: it leaves its ServerSet", known.task().key());
        known.leave();
        all.remove();
      }
    }
    for (AgentTask.Key gone : List.copyOf(refused.keySet())) {
      if (!listed.contains(gone)) {
        refused.remove(gone);
        problems.replace(gone.framework(), gone.task(), Optional.empty());
      }
    }
    settle();
    count();
  }

  private void apply(AgentTask task, AgentTaskPlan.Site site) {
    FollowedTask known = tasks.get(task.key());
    AgentTask refusedAs = refused.get(task.key());
    if (known != null && known.task().isPlannedAs(task)) {
      known.update(task);
    } else if (refusedAs == null || !refusedAs.isPlannedAs(task)) {
      plan(task, site, known);
    }
  }

  /** A task that is new, or that has another address than before. */
  private void plan(AgentTask task, AgentTaskPlan.Site site, @Nullable FollowedTask known) {
    AgentTaskPlan plan;
    FollowedTask announced;
    try {
      plan = AgentTaskPlan.of(task, site);
      if (known != null && plan.announcement().equals(known.plan().announcement())) {
        known.update(task);
        return;
      }
      announced = announced(task, plan);
    } catch (IllegalArgumentException e) {
      refused.put(task.key(), task);
      problems.replace(
          task.key().framework(),
          task.key().task(),
          Optional.of("it is not announced: " + Reason.of(e)));
      if (known != null) {
        known.leave(); // What was announced of it is not true any more.
        tasks.remove(task.key());
      }
      return;
    }
    if (refused.remove(task.key()) != null) {
      problems.replace(task.key().framework(), task.key().task(), Optional.empty());
    }
    inheritance.find(plan.announcement().groupPath(), OWNER, site.owner(), this::settle);
    tasks.put(task.key(), announced);
    announced.update(task);
    if (known != null) {
      known.leave(); // The new one comes first, then the old one goes.
    }
  }

  /**
   * @throws IllegalArgumentException with a sentence, if ZooKeeper can't hold it
   */
  private FollowedTask announced(AgentTask task, AgentTaskPlan plan) {
    FollowedTask[] made = new FollowedTask[1];
    Announcer announcer =
        announcers.of(
            plan.announcement(), state -> later(() -> changed(requireNonNull(made[0]), state)));
    made[0] =
        new FollowedTask(
            task, plan, announcer, options.announcing().announcePolicy(), this::monitor);
    return made[0];
  }

  private LoopedMonitor monitor(FollowedTask task) {
    return new LoopedMonitor(
        task.plan().check().orElseThrow(),
        checks,
        thread,
        options.announcing().earlyCheckInterval(),
        health -> {
          task.checked(health);
          settle();
          count();
        });
  }

  private void changed(FollowedTask task, MembershipState state) {
    counters.state(task, state);
    task.joined(state instanceof MembershipState.Joined);
    settle();
  }

  /** Removes what an earlier process left of tasks that have a new member, or should have none. */
  private void settle() {
    inheritance.settle(
        key -> {
          FollowedTask task = tasks.get(key);
          return task == null || task.isJoined() || (task.isDecided() && !task.isShown());
        });
  }

  private void count() {
    counters.tasks(
        tasks.size(),
        (int) tasks.values().stream().filter(FollowedTask::isShown).count(),
        refused.size());
  }

  private AgentTaskPlan.Site site(AgentPoller.Listing listing) {
    AgentInfo agent = listing.agent();
    return new AgentTaskPlan.Site(
        agent.getHostname(),
        agent.getHostname() + ":" + agent.getPort(),
        listing.frameworks(),
        addresses(agent.getHostname()),
        options.announcing());
  }

  /** Only if they are announced: a name that does not resolve costs time. */
  private List<InetAddress> addresses(String hostname) {
    AddressMode mode = options.announcing().announcerAddress();
    boolean wanted =
        options.announcing().announcerHostname().isEmpty()
            && (mode == AddressMode.IP || mode == AddressMode.IPV6);
    return wanted ? new MachineAddresses("", hostname, Map.of()).loopbackLast() : List.of();
  }
}
