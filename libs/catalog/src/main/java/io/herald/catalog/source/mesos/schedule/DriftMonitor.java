package io.herald.catalog.source.mesos.schedule;

import io.herald.catalog.Edits;
import io.herald.catalog.Faults;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.source.mesos.mirror.MesosMirror;
import io.herald.catalog.source.mesos.mirror.TaskListComparison;
import io.herald.catalog.source.mesos.reading.OperatorMessages;
import io.herald.catalog.source.mesos.reading.TaskListReader;
import io.herald.catalog.source.mesos.status.MesosFault;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import io.herald.catalog.source.mesos.status.MesosSourceStatus;
import io.herald.mesos.client.OperatorClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.mesos.v1.master.Protos.Call;
import org.apache.mesos.v1.master.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the tasks are read beside the stream, and what comes of it: at the refresh interval, for
 * what no event tells and for what the stream left out; and soon after an agent's return, if it is
 * open which of its held tasks are still there and no event says so. For the source's thread, but
 * for a {@link Reading}'s own two methods.
 */
public final class DriftMonitor {

  private static final Logger log = LoggerFactory.getLogger(DriftMonitor.class);

  private static final Call GET_TASKS = Call.newBuilder().setType(Call.Type.GET_TASKS).build();
  private static final Call GET_FRAMEWORKS =
      Call.newBuilder().setType(Call.Type.GET_FRAMEWORKS).build();

  /** After a silence of this length an agent's return counts as told; then it is checked. */
  private static final Duration QUIET = Duration.ofMillis(250);

  /** What the stream has not told by then of a difference, it does not tell. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final int EXAMPLES = 5;

  private final MesosMirror mirror;
  private final SourcePartition portion;
  private final OperatorMessages messages;
  private final TaskListReader tasks;
  private final Faults<MesosFault> faults;
  private final MesosSourceStatus bulletin;
  private final Clock clock;
  private final Duration interval;
  private final Consumer<String> resubscribe;
  private final DriftDetector check = new DriftDetector();
  private final PolledRequest inquiry;
  private boolean streaming;
  private Instant lastEvent = Instant.MIN;
  private Instant next = Instant.MAX;
  private Optional<Instant> verdictAt = Optional.empty();
  private Optional<String> returning = Optional.empty();

  /**
   * @param resubscribe called with the reason when the stream is seen to have left something out
   */
  public DriftMonitor(
      MesosMirror mirror,
      SourcePartition portion,
      OperatorMessages messages,
      MesosSkippedItems skips,
      Faults<MesosFault> faults,
      MesosSourceStatus bulletin,
      Clock clock,
      Duration refresh,
      Duration longestBackOff,
      Consumer<String> resubscribe) {
    this.mirror = mirror;
    this.portion = portion;
    this.messages = messages;
    this.tasks = new TaskListReader(messages, skips);
    this.faults = faults;
    this.bulletin = bulletin;
    this.clock = clock;
    this.interval = refresh;
    this.resubscribe = resubscribe;
    this.inquiry =
        PolledRequest.resting(
            "GET_TASKS beside the stream", longestBackOff, faults, MesosFault.CHECK);
  }

  public PolledRequest inquiry() {
    return inquiry;
  }

  /** A new stream has begun, with a picture of now. */
  public void begin() {
    end();
    streaming = true;
    Instant now = clock.instant();
    next = now.plus(interval);
    bulletin.readWhole(now, interval);
    faults.end(MesosFault.DRIFT);
  }

  /** The stream is over. */
  public void end() {
    streaming = false;
    check.drop();
    tasks.forget();
    inquiry.cancel();
    verdictAt = Optional.empty();
  }

  public void told(Event event) {
    lastEvent = clock.instant();
    check.told(event);
  }

  /** Decides when to read next; to be called after whatever happened. */
  public void plan() {
    Instant now = clock.instant();
    if (verdictAt.filter(at -> !now.isBefore(at)).isPresent()) {
      verdict();
    }
    if (!streaming || inquiry.isUnderWay()) {
      return;
    }
    Instant quiet = mirror.unsettled().isPresent() ? lastEvent.plus(QUIET) : next;
    inquiry.reschedule(quiet.isBefore(next) ? quiet : next);
  }

  /** When there is something to do here besides asking. */
  public Optional<Instant> wake() {
    return verdictAt;
  }

  /** The tasks are asked for now. */
  public void asked() {
    check.begin();
    mirror.tasksAsked();
    returning = mirror.unsettled();
  }

  /** For the question of just now. */
  public Reading reading() {
    return new Reading(returning);
  }

  /** Asks, and makes of the answer what it shows; for one thread, once. */
  public final class Reading
      implements MasterReads.Question<InputStream>, MasterReads.Reader<TaskListComparison.Outcome> {
    private final Optional<String> returningThen;
    private List<Framework> frameworks = List.of();

    private Reading(Optional<String> returningThen) {
      this.returningThen = returningThen;
    }

    @Override
    public InputStream ask(OperatorClient master) throws IOException {
      frameworks =
          master.call(GET_FRAMEWORKS).getGetFrameworks().getFrameworksList().stream()
              .map(messages::framework)
              .toList();
      return master.open(GET_TASKS);
    }

    @Override
    public TaskListComparison.Outcome read(InputStream body) throws IOException {
      TaskListComparison comparison = new TaskListComparison(portion, frameworks, returningThen);
      tasks.read(body, comparison);
      return comparison.outcome();
    }
  }

  public void answered(TaskListComparison.Outcome outcome, Edits edits) {
    returning.ifPresent(agent -> mirror.settleBy(agent, outcome.returned(), edits));
    for (TaskListComparison.Untold untold : outcome.untold()) {
      mirror
          .task(untold.task().key(), edits)
          .filter(now -> check.stands(untold, now))
          .ifPresent(now -> mirror.taskListed(untold, edits));
    }
    outcome
        .active()
        .forEach(
            (id, active) -> {
              if (!check.isTouched(new Framework.Id(id))) {
                mirror.frameworkListed(id, active, edits);
              }
            });
    Instant now = clock.instant();
    Duration took = inquiry.took();
    Instant asked = now.minus(took);
    // What changes right after this reading is to be served within an interval from then.
    next = asked.plus(interval).minus(took);
    bulletin.readWhole(asked, longer(interval, inquiry.pace()));
    judge(mirror.isRecovering() ? Map.of() : outcome.suspects(), now);
  }

  /** While agents are awaited, what is held for them is not listed. */
  private void judge(Map<Entity.Key, String> suspects, Instant now) {
    check.suspect(suspects);
    if (verdictAt.isPresent()) {
      return; // on those of a reading before
    }
    if (check.isOpen()) {
      verdictAt = Optional.of(now.plus(GRACE));
    } else if (!mirror.isRecovering()) {
      faults.end(MesosFault.DRIFT);
    }
  }

  private void verdict() {
    verdictAt = Optional.empty();
    List<String> drift = check.verdict();
    if (drift.isEmpty()) {
      faults.end(MesosFault.DRIFT);
      return;
    }
    faults.begin(MesosFault.DRIFT, drift.size());
    log.warn(
        "mesos: {} differences between the stream and GET_TASKS, such as {}; subscribing anew",
        drift.size(),
        drift.subList(0, Math.min(EXAMPLES, drift.size())));
    resubscribe.accept("it left out " + drift.size() + " changes");
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
