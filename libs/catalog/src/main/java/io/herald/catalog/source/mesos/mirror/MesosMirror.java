package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.Edits;
import io.herald.catalog.EntityKind;
import io.herald.catalog.Interner;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.OperatorMessages;
import io.herald.catalog.source.mesos.reading.StatusReport;
import io.herald.catalog.source.mesos.reading.TaskStates;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import io.herald.runtime.time.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;

/**
 * Keeps the catalog's partition equal to what a master says, snapshot by snapshot and event by
 * event.
 *
 * <p>No I/O; for one thread. An event costs the same however many tasks there are, but for the
 * removal of a framework. What an event cannot tell is named in its {@link Hint}s, for who can ask.
 */
public final class MesosMirror {

  /** What the clocks of the masters and ours may differ by. */
  private static final Duration CLOCK_MARGIN = Duration.ofSeconds(30);

  private final SourcePartition partition;
  private final OperatorMessages messages;
  private final Interner interner;
  private final MesosSkippedItems skippedItems;
  private final Clock clock;
  private final Duration defaultWindow;
  private final FailoverHold hold = new FailoverHold();
  private final Set<String> agentsReportedSinceAsked = new HashSet<>();
  private final Set<String> frameworksReportedSinceAsked = new HashSet<>();

  /** When executors said what was read of their tasks since those were asked for. */
  private final Map<Task.Id, Double> listedSinceAsked = new HashMap<>();

  private Masters masters = Masters.NONE;
  private String master = "";
  private boolean masterHadAgents;

  /** What should be asked for after an event. */
  public enum Hint {
    /** Their pids stand in {@code GET /frameworks} only. */
    FRAMEWORKS,
    /** An agent may have gone, which no event tells. */
    AGENTS
  }

  /**
   * @param defaultWindow how long a new leader waits for its agents, where it does not say
   */
  public MesosMirror(
      SourcePartition partition,
      OperatorMessages messages,
      MesosSkippedItems skippedItems,
      Clock clock,
      Duration defaultWindow) {
    this.partition = partition;
    this.messages = messages;
    this.interner = partition.interner();
    this.skippedItems = skippedItems;
    this.clock = clock;
    this.defaultWindow = defaultWindow;
  }

  /** Takes what was known in an earlier run, as if it had been told by a master of then. */
  public void restore(List<Entity> known) {
    for (Entity entity : known) {
      if (entity instanceof Masters then) {
        masters = then;
      }
    }
    partition.replace(known);
  }

  /** Takes a whole snapshot: the catalog gets the difference, what a failover hides stays. */
  public void snapshot(MesosSnapshot snapshot) {
    if (!snapshot.master().equals(master)) {
      master = snapshot.master();
      masterHadAgents = false;
    }
    Instant now = clock.instant();
    Duration window = snapshot.reregisterTimeout().orElse(defaultWindow);
    Optional<Instant> windowEnd =
        snapshot.elected().map(elected -> MonotonicClock.readingAt(end(elected, window), clock));
    boolean notRecovered =
        snapshot.withoutAgents()
            && !masterHadAgents
            && windowEnd.filter(end -> !now.isBefore(end)).isEmpty();
    masterHadAgents |= !snapshot.withoutAgents();

    List<Entity> all =
        new ArrayList<>(
            1 + snapshot.agents().size() + snapshot.frameworks().size() + snapshot.tasks().size());
    all.add(masters);
    all.addAll(snapshot.agents());
    snapshot.frameworks().forEach(f -> all.add(snapshot.pidsKnown() ? f : withKnownPid(f)));
    snapshot.tasks().forEach(task -> all.add(withKnownAddresses(task, partition.find(task.key()))));
    snapshot.orphans().forEach(task -> knownOrphan(task).ifPresent(all::add));
    all.addAll(
        hold.hold(
            snapshot,
            partition,
            notRecovered,
            now,
            windowEnd.filter(now::isBefore).orElse(now.plus(window))));
    if (snapshot.pidsKnown()) {
      partition.replace(all);
    } else {
      partition.replaceInPart(all);
    }
  }

  /** What has never been known stays out: nobody can tell whose it is. */
  private Optional<Task> knownOrphan(Task task) {
    Optional<Entity> known = partition.find(task.key());
    return known.isPresent() ? Optional.of(withKnownAddresses(task, known)) : Optional.empty();
  }

  /**
   * Applies an event other than SUBSCRIBED, whose snapshot goes to {@link #snapshot}.
   *
   * @return what the event leaves open
   */
  public Set<Hint> event(Event event, Edits edits) {
    if (!belongsToAReturningAgent(event)) {
      hold.finishReturn(edits);
    }
    return switch (event.getType()) {
      case TASK_ADDED -> taskAdded(event.getTaskAdded().getTask(), edits);
      case TASK_UPDATED -> taskUpdated(event.getTaskUpdated(), edits);
      case AGENT_ADDED -> agentAdded(event.getAgentAdded(), edits);
      case AGENT_REMOVED -> agentRemoved(event.getAgentRemoved().getAgentId().getValue(), edits);
      case FRAMEWORK_ADDED ->
          frameworkReported(messages.framework(event.getFrameworkAdded().getFramework()), edits);
      case FRAMEWORK_UPDATED ->
          frameworkReported(messages.framework(event.getFrameworkUpdated().getFramework()), edits);
      case FRAMEWORK_REMOVED ->
          frameworkRemoved(
              event.getFrameworkRemoved().getFrameworkInfo().getId().getValue(), edits);
      case SUBSCRIBED ->
          throw new IllegalArgumentException("SUBSCRIBED is a snapshot, not a single change");
      case HEARTBEAT, UNKNOWN -> Set.of();
    };
  }

  private boolean belongsToAReturningAgent(Event event) {
    return switch (event.getType()) {
      case FRAMEWORK_ADDED -> true;
      case TASK_ADDED -> hold.isReturning(event.getTaskAdded().getTask().getAgentId().getValue());
      default -> false;
    };
  }

  private Set<Hint> taskAdded(Protos.Task message, Edits edits) {
    Optional<Task> read = messages.task(message);
    if (read.isEmpty()) {
      return Set.of();
    }
    Task task = read.get();
    Optional<Entity> before = edits.find(task.key());
    before.map(Task.class::cast).ifPresent(hold::taskReported);
    if (TaskStates.isTerminal(task.state())) {
      edits.remove(task.key());
    } else {
      edits.put(withKnownAddresses(task, before));
    }
    return Set.of();
  }

  private Set<Hint> taskUpdated(Event.TaskUpdated update, Edits edits) {
    Protos.TaskStatus status = update.getStatus();
    Task.Id key = new Task.Id(update.getFrameworkId().getValue(), status.getTaskId().getValue());
    if (!update.hasState()) {
      skippedItems.count("update to a state that this version does not know");
      return Set.of();
    }
    String state = interner.intern(update.getState().name());
    Optional<Task> before = edits.find(key).map(Task.class::cast);
    if (before.isEmpty()) {
      // In the ordinary course: the last word on a task that counted as lost before.
      skippedItems.count("update of an unknown task");
    } else {
      hold.taskReported(before.get());
      if (TaskStates.isTerminal(state)) {
        edits.remove(key);
      } else {
        // One that was under way while a newer status was read changes nothing of that.
        double listed = listedSinceAsked.getOrDefault(key, Double.NEGATIVE_INFINITY);
        edits.put(
            updated(
                before.get(),
                state,
                messages.report(status).filter(report -> report.timestamp() >= listed)));
      }
    }
    return TaskStates.mayMeanThatTheAgentIsGone(state)
            && status.getSource() == Protos.TaskStatus.Source.SOURCE_MASTER
        ? Set.of(Hint.AGENTS)
        : Set.of();
  }

  private Task updated(Task task, String state, Optional<StatusReport> report) {
    Optional<RunningStatus> running =
        report.isPresent()
            ? report.map(r -> interner.intern(r.after(task.running())))
            : task.running();
    return task.updated(state, running);
  }

  private Set<Hint> agentAdded(Event.AgentAdded added, Edits edits) {
    messages
        .agent(added.getAgent())
        .ifPresent(
            agent -> {
              agentsReportedSinceAsked.add(agent.id());
              hold.agentAdded(agent.id());
              edits.put(agent);
            });
    return Set.of();
  }

  private Set<Hint> agentRemoved(String id, Edits edits) {
    agentsReportedSinceAsked.add(id);
    hold.agentRemoved(id, edits);
    edits.remove(new Agent.Id(id));
    return Set.of();
  }

  private Set<Hint> frameworkReported(Framework framework, Edits edits) {
    if (framework.id().isEmpty()) {
      skippedItems.skip("framework", framework.name(), "its id is missing");
      return Set.of();
    }
    hold.frameworkReported(framework.id());
    frameworksReportedSinceAsked.add(framework.id());
    Optional<Upid> pid =
        edits.find(framework.key()).map(Framework.class::cast).flatMap(Framework::pid);
    edits.put(withPid(framework, pid));
    return Set.of(Hint.FRAMEWORKS);
  }

  /** Its running tasks were told as killed before; held and unreachable ones are not. */
  private Set<Hint> frameworkRemoved(String id, Edits edits) {
    hold.frameworkReported(id);
    for (Entity entity : edits.all(EntityKind.TASK)) {
      Task task = (Task) entity;
      if (task.frameworkId().equals(id)) {
        hold.taskReported(task);
        edits.remove(task.key());
      }
    }
    edits.remove(new Framework.Id(id));
    return Set.of();
  }

  /** Call before the agents are asked for, so that their answer can be told from later events. */
  public void agentsAsked() {
    agentsReportedSinceAsked.clear();
  }

  /**
   * The agents as the master listed them some time after {@link #agentsAsked}: agents of which the
   * stream told since are left alone.
   */
  public void agentsListed(List<Agent> present, Set<String> awaited, Edits edits) {
    for (Agent agent : present) {
      if (!agentsReportedSinceAsked.contains(agent.id())) {
        edits.put(agent);
      }
    }
    Set<String> ids = present.stream().map(Agent::id).collect(Collectors.toSet());
    hold.agentsListed(ids, awaited, agentsReportedSinceAsked, edits);
    for (Entity entity : edits.all(EntityKind.AGENT)) {
      String id = ((Agent) entity).id();
      if (!ids.contains(id) && !agentsReportedSinceAsked.contains(id) && !hold.holdsAgent(id)) {
        edits.remove(entity.key());
      }
    }
  }

  /** Call before the frameworks are asked for, as {@link #agentsAsked}. */
  public void frameworksAsked() {
    frameworksReportedSinceAsked.clear();
  }

  /**
   * The frameworks as {@code GET /frameworks} listed them some time after {@link #frameworksAsked}.
   * Only what no event tells is taken from there: the pid, and whether they are active.
   */
  public void frameworksListed(List<Framework> listed, Edits edits) {
    for (Framework framework : listed) {
      Optional<Framework> known = edits.find(framework.key()).map(Framework.class::cast);
      if (known.isPresent() && !frameworksReportedSinceAsked.contains(framework.id())) {
        Framework f = known.get();
        edits.put(
            new Framework(f.id(), f.name(), f.hostname(), framework.pid(), framework.active()));
      }
    }
  }

  /** The task as it is known, if it is. */
  public Optional<Task> task(Task.Id key, Edits edits) {
    return edits.find(key).map(Task.class::cast);
  }

  /** Call before the tasks are asked for, as {@link #agentsAsked}. */
  public void tasksAsked() {
    listedSinceAsked.clear();
  }

  /** How a known task runs, as the master listed it and no event told. */
  public void taskListed(TaskListComparison.Unreported listed, Edits edits) {
    Task.Id key = listed.task().key();
    Optional<Task> before = task(key, edits);
    if (before.filter(task -> !task.recovering()).isPresent()) {
      edits.put(withKnownAddresses(listed.task(), before));
      listedSinceAsked.put(key, listed.since());
    }
  }

  /** Whether a known framework is active, which no event tells. */
  public void frameworkListed(String id, boolean active, Edits edits) {
    edits
        .find(new Framework.Id(id))
        .map(Framework.class::cast)
        .ifPresent(f -> edits.put(new Framework(f.id(), f.name(), f.hostname(), f.pid(), active)));
  }

  public void masters(Masters now, Edits edits) {
    masters = now;
    edits.put(now);
  }

  /**
   * The leader has told when it was elected and how long it waits for its agents.
   *
   * @param timeout empty: it does not say
   */
  public void leaderReported(Instant elected, Optional<Duration> timeout) {
    hold.closesAt(end(elected, timeout.orElse(defaultWindow)));
  }

  private static Instant end(Instant elected, Duration window) {
    return elected.plus(window).plus(CLOCK_MARGIN);
  }

  /** The agent that is back while it is open which of its held tasks are. */
  public Optional<String> unfinishedReturn() {
    return hold.unfinishedReturn();
  }

  /** As {@link FailoverHold#finishReturnBy}. */
  public void finishReturnBy(String agentId, Set<Task.Id> present, Edits edits) {
    hold.finishReturnBy(agentId, present, edits);
  }

  /** Lets go of what was held, once the time for it is over. */
  public void passTime(Edits edits) {
    hold.passTime(clock.instant(), edits);
  }

  /** How many agents known from before a failover are not back. */
  public int recoveringAgents() {
    return hold.agents();
  }

  public boolean isRecovering() {
    return hold.awaitsAnything();
  }

  private Framework withKnownPid(Framework framework) {
    return withPid(
        framework,
        partition.find(framework.key()).map(Framework.class::cast).flatMap(Framework::pid));
  }

  private static Framework withPid(Framework f, Optional<Upid> pid) {
    return f.pid().equals(pid) ? f : new Framework(f.id(), f.name(), f.hostname(), pid, f.active());
  }

  /** The task, with the addresses that were told of it once, if it has none. */
  static Task withKnownAddresses(Task task, Optional<? extends Entity> before) {
    Optional<RunningStatus> known =
        before
            .map(Task.class::cast)
            .filter(old -> old.agentId().equals(task.agentId()))
            .flatMap(Task::running);
    if (known.isEmpty()) {
      return task;
    }
    Optional<RunningStatus> running =
        task.running()
            .map(status -> StatusReport.keepingAddresses(status, known.get()))
            .or(() -> known);
    return running.equals(task.running()) ? task : task.withRunning(running);
  }
}
