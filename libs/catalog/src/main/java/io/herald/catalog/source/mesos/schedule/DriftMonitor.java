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
import org.apache.mesos.v1.master.Protos.Call;
import org.apache.mesos.v1.master.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the tasks are read beside the stream, and what comes of it: at the refresh interval, for
 * what no event reports and for what the stream left out; and soon after an agent's return, if no
 * event has settled which of its held tasks are still there. For the source's thread, but for a
 * {@link Reading}'s own two methods.
 */
public final class DriftMonitor {

  private static final Logger log = LoggerFactory.getLogger(DriftMonitor.class);

  private static final Call GET_TASKS = Call.newBuilder().setType(Call.Type.GET_TASKS).build();
  private static final Call GET_FRAMEWORKS =
      Call.newBuilder().setType(Call.Type.GET_FRAMEWORKS).build();

  /**
   * After a silence of this length the events of an agent's return are over; then the rest is
   * checked.
   */
  private static final Duration QUIET = Duration.ofMillis(250);

  /** A difference that the stream has not reported by then, it will not report. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final int EXAMPLES = 5;

  private final MesosMirror mirror;
  private final SourcePartition partition;
  private final OperatorMessages messages;
  private final TaskListReader tasks;
  private final Faults<MesosFault> faults;
  private final MesosSourceStatus status;
  private final Clock clock;
  private final Duration interval;
  private final Resubscription resubscription;
  private final DriftDetector detector = new DriftDetector();
  private final PolledRequest request;
  private boolean streaming;
  private Instant lastEvent = Instant.MIN;
  private Instant next = Instant.MAX;
  private Optional<Instant> verdictAt = Optional.empty();
  private Optional<String> returning = Optional.empty();

  /**
   * @param refresh between two readings
   * @param resubscription asked for when the stream is seen to have left something out
   */
  public DriftMonitor(
      MesosMirror mirror,
      SourcePartition partition,
      OperatorMessages messages,
      MesosSourceStatus status,
      Resubscription resubscription,
      Duration refresh,
      Clock clock) {
    this.mirror = mirror;
    this.partition = partition;
    this.messages = messages;
    this.tasks = new TaskListReader(messages, status.skippedItems());
    this.faults = status.faults();
    this.status = status;
    this.resubscription = resubscription;
    this.interval = refresh;
    this.clock = clock;
    this.request =
        PolledRequest.resting(
            "GET_TASKS beside the stream",
            MasterRequests.longestBackoff(refresh),
            faults,
            MesosFault.CHECK);
  }

  PolledRequest request() {
    return request;
  }

  /** A new stream has begun, with a snapshot of now. */
  void streamBegan() {
    streamLost();
    streaming = true;
    Instant now = clock.instant();
    next = now.plus(interval);
    status.readWhole(now, interval);
    faults.end(MesosFault.DRIFT);
  }

  void streamLost() {
    streaming = false;
    detector.clear();
    tasks.forget();
    request.cancel();
    verdictAt = Optional.empty();
  }

  /** The stream has brought this event. */
  void event(Event event) {
    lastEvent = clock.instant();
    detector.event(event);
  }

  /** Decides when to read next; to be called after whatever happened. */
  void plan() {
    Instant now = clock.instant();
    if (verdictAt.filter(at -> !now.isBefore(at)).isPresent()) {
      verdict();
    }
    if (!streaming || request.isUnderWay()) {
      return;
    }
    Instant quiet = mirror.unfinishedReturn().isPresent() ? lastEvent.plus(QUIET) : next;
    request.reschedule(quiet.isBefore(next) ? quiet : next);
  }

  /** When there is something to do here besides asking. */
  Optional<Instant> nextVerdict() {
    return verdictAt;
  }

  /** The tasks are asked for now, by this reading. */
  Reading ask() {
    detector.begin();
    mirror.tasksAsked();
    returning = mirror.unfinishedReturn();
    return new Reading(returning);
  }

  /** Asks, and makes of the answer what it shows; for one thread, once. */
  final class Reading
      implements MasterReads.Question<InputStream>,
          MasterReads.Reader<TaskListComparison.Differences> {
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
    public TaskListComparison.Differences read(InputStream body) throws IOException {
      TaskListComparison comparison = new TaskListComparison(partition, frameworks, returningThen);
      tasks.read(body, comparison);
      return comparison.outcome();
    }
  }

  void answered(TaskListComparison.Differences outcome, Edits edits) {
    returning.ifPresent(agent -> mirror.finishReturnBy(agent, outcome.returned(), edits));
    for (TaskListComparison.Unreported unreported : outcome.unreported()) {
      mirror
          .task(unreported.task().key(), edits)
          .filter(now -> detector.isNewer(unreported, now))
          .ifPresent(now -> mirror.taskListed(unreported, edits));
    }
    outcome
        .active()
        .forEach(
            (id, active) -> {
              if (!detector.isTouched(new Framework.Id(id))) {
                mirror.frameworkListed(id, active, edits);
              }
            });
    Instant now = clock.instant();
    Duration took = request.took();
    Instant asked = now.minus(took);
    // What changes right after this reading is to be served within an interval from then.
    next = asked.plus(interval).minus(took);
    status.readWhole(asked, longer(interval, request.pace()));
    judge(mirror.isRecovering() ? Map.of() : outcome.suspects(), now);
  }

  /** While agents are awaited, what is held for them is not listed. */
  private void judge(Map<Entity.Key, String> suspects, Instant now) {
    detector.suspect(suspects);
    if (verdictAt.isPresent()) {
      return; // on those of a reading before
    }
    if (detector.isOpen()) {
      verdictAt = Optional.of(now.plus(GRACE));
    } else if (!mirror.isRecovering()) {
      faults.end(MesosFault.DRIFT);
    }
  }

  private void verdict() {
    verdictAt = Optional.empty();
    List<String> drift = detector.verdict();
    if (drift.isEmpty()) {
      faults.end(MesosFault.DRIFT);
      return;
    }
    faults.begin(MesosFault.DRIFT, drift.size());
    log.warn(
        "mesos: {} differences between the stream and GET_TASKS, such as {}; resubscribing",
        drift.size(),
        drift.subList(0, Math.min(EXAMPLES, drift.size())));
    resubscription.request("it left out " + drift.size() + " changes");
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
