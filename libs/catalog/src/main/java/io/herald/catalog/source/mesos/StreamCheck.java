package io.herald.catalog.source.mesos;

import io.herald.catalog.Edits;
import io.herald.catalog.Portion;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.mesos.v1.master.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the whole state is read beside the stream, and what comes of it: now and then, to find what
 * the stream left out; and soon after an agent's return, if it is open which of its held tasks are
 * still there and no event says so. For the source's thread, but for {@link #read}.
 */
final class StreamCheck {

  private static final Logger log = LoggerFactory.getLogger(StreamCheck.class);

  /** After a silence of this length an agent's return counts as told; then it is checked. */
  private static final Duration QUIET = Duration.ofMillis(250);

  /** Between two checks, in refresh intervals. */
  private static final int REFRESHES_PER_CHECK = 10;

  /** What the stream has not told by then of a difference, it does not tell. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final int EXAMPLES = 5;

  private final MesosMirror mirror;
  private final Portion portion;
  private final StateReader reader;
  private final Faults faults;
  private final Clock clock;
  private final Duration interval;
  private final Consumer<String> resubscribe;
  private final TruthCheck check = new TruthCheck();
  private final Inquiry inquiry;
  private boolean streaming;
  private Instant lastEvent = Instant.MIN;
  private Instant next = Instant.MAX;
  private Optional<Instant> verdictAt = Optional.empty();
  private Optional<String> returning = Optional.empty();

  /**
   * @param resubscribe called with the reason when the stream is seen to have left something out
   */
  StreamCheck(
      MesosMirror mirror,
      Portion portion,
      StateReader reader,
      Faults faults,
      Clock clock,
      Duration refresh,
      Duration longestBackOff,
      Consumer<String> resubscribe) {
    this.mirror = mirror;
    this.portion = portion;
    this.reader = reader;
    this.faults = faults;
    this.clock = clock;
    this.interval = refresh.multipliedBy(REFRESHES_PER_CHECK);
    this.resubscribe = resubscribe;
    this.inquiry =
        new Inquiry("GET /state beside the stream", longestBackOff, faults, Faults.Kind.CHECK);
  }

  Inquiry inquiry() {
    return inquiry;
  }

  /** A new stream has begun. */
  void begin() {
    end();
    streaming = true;
    next = clock.instant().plus(interval);
    faults.end(Faults.Kind.DRIFT);
  }

  /** The stream is over. */
  void end() {
    streaming = false;
    check.drop();
    inquiry.cancel();
    verdictAt = Optional.empty();
  }

  void told(Event event) {
    lastEvent = clock.instant();
    check.told(event);
  }

  /** Decides when to read next; to be called after whatever happened. */
  void plan() {
    Instant now = clock.instant();
    if (verdictAt.filter(at -> !now.isBefore(at)).isPresent()) {
      verdict();
    }
    if (!streaming || inquiry.isUnderWay() || verdictAt.isPresent()) {
      return;
    }
    check.drop();
    Instant quiet = mirror.unsettled().isPresent() ? lastEvent.plus(QUIET) : next;
    inquiry.reschedule(quiet.isBefore(next) ? quiet : next);
  }

  /** When there is something to do here besides asking. */
  Optional<Instant> wake() {
    return verdictAt;
  }

  /** The state is asked for now. */
  void asked() {
    check.begin();
    returning = mirror.unsettled();
  }

  /** Reads the answer; any thread. */
  TruthCheck.Reading read(InputStream body) throws IOException {
    return TruthCheck.compare(reader.state(body, "GET /state").picture(), portion);
  }

  void answered(TruthCheck.Reading reading, Edits edits) {
    returning.ifPresent(agent -> mirror.settleBy(agent, reading.tasks(), edits));
    Instant now = clock.instant();
    next = now.plus(interval);
    if (!mirror.isRecovering()) { // else what is held for its agent's return is not in the reading
      check.suspect(reading.suspects());
      verdictAt = Optional.of(now.plus(GRACE));
    }
  }

  private void verdict() {
    verdictAt = Optional.empty();
    List<String> drift = check.verdict();
    if (drift.isEmpty()) {
      faults.end(Faults.Kind.DRIFT);
      return;
    }
    faults.begin(Faults.Kind.DRIFT, drift.size());
    log.warn(
        "mesos: {} differences between the stream and GET /state, such as {}; subscribing anew",
        drift.size(),
        drift.subList(0, Math.min(EXAMPLES, drift.size())));
    resubscribe.accept("it left out " + drift.size() + " changes");
  }
}
