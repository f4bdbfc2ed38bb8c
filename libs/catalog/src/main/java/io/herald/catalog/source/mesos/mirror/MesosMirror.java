package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.Edits;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.OperatorMessages;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import io.herald.runtime.time.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.master.Protos.Event;

/**
 * Keeps the catalog's partition equal to what a master says, snapshot by snapshot and event by
 * event.
 *
 * <p>No I/O; for one thread. An event costs the same however many tasks there are, but for the
 * removal of a framework. What an event leaves open is named in its {@link MirrorHint}s.
 */
public final class MesosMirror {

  /** What the clocks of the masters and ours may differ by. */
  private static final Duration CLOCK_MARGIN = Duration.ofSeconds(30);

  private final SourcePartition partition;
  private final Clock clock;
  private final Duration defaultWindow;
  private final FailoverHold hold = new FailoverHold();
  private final SinceAsked since = new SinceAsked();
  private final EventApplier events;
  private final ListApplier lists = new ListApplier(hold, since);
  private Masters masters = Masters.NONE;
  private String master = "";
  private boolean masterHadAgents;

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
    this.clock = clock;
    this.defaultWindow = defaultWindow;
    this.events = new EventApplier(messages, partition.interner(), skippedItems, hold, since);
  }

  /** Takes what was known in an earlier run, as if a master of that time had reported it. */
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
    snapshot
        .frameworks()
        .forEach(
            f ->
                all.add(snapshot.pidsKnown() ? f : KnownFacts.withPid(f, partition.find(f.key()))));
    snapshot
        .tasks()
        .forEach(task -> all.add(KnownFacts.withAddresses(task, partition.find(task.key()))));
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

  /** What has never been known stays out: its framework is unknown. */
  private Optional<Task> knownOrphan(Task task) {
    Optional<Entity> known = partition.find(task.key());
    return known.isPresent()
        ? Optional.of(KnownFacts.withAddresses(task, known))
        : Optional.empty();
  }

  /**
   * Applies an event other than SUBSCRIBED, whose snapshot goes to {@link #snapshot}.
   *
   * @return what the event leaves open
   */
  public Set<MirrorHint> event(Event event, Edits edits) {
    return events.apply(event, edits);
  }

  /**
   * Call before the agents are asked for, so that their answer can be distinguished from later
   * events.
   */
  public void agentsAsked() {
    since.agentsAsked();
  }

  /** As {@link ListApplier#agentsListed}. */
  public void agentsListed(List<Agent> present, Set<String> awaited, Edits edits) {
    lists.agentsListed(present, awaited, edits);
  }

  /** Call before the frameworks are asked for, as {@link #agentsAsked}. */
  public void frameworksAsked() {
    since.frameworksAsked();
  }

  /** As {@link ListApplier#frameworksListed}. */
  public void frameworksListed(List<Framework> listed, Edits edits) {
    lists.frameworksListed(listed, edits);
  }

  /** Call before the tasks are asked for, as {@link #agentsAsked}. */
  public void tasksAsked() {
    since.tasksAsked();
  }

  /** As {@link ListApplier#taskListed}. */
  public void taskListed(TaskListComparison.Unreported listed, Edits edits) {
    lists.taskListed(listed, edits);
  }

  /** As {@link ListApplier#frameworkListed}. */
  public void frameworkListed(String id, boolean active, Edits edits) {
    lists.frameworkListed(id, active, edits);
  }

  /** The task as it is known, if it is. */
  public Optional<Task> task(Task.Id key, Edits edits) {
    return edits.find(key).map(Task.class::cast);
  }

  public void masters(Masters now, Edits edits) {
    masters = now;
    edits.put(now);
  }

  /**
   * The leader has said when it was elected and how long it waits for its agents.
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
}
