package io.herald.catalog.source.mesos;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When something is to be asked of the master: at most one at a time, asked again after a failure
 * with exponential back-off and jitter, and not more often than answering it takes the master a
 * tenth of the time. For one thread; asks nothing itself.
 */
final class Inquiry {

  private static final Logger log = LoggerFactory.getLogger(Inquiry.class);

  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);
  private static final int REST_PER_WORK = 10;

  private final String what;
  private final Duration maxBackOff;
  private final Faults faults;
  private final Faults.Kind kind;
  private Optional<Instant> due = Optional.empty();
  private Instant notBefore = Instant.MIN;
  private boolean underWay;
  private int failures;
  private Instant asked = Instant.MIN;

  /**
   * @param what for the log: "GET /slaves"
   * @param kind what its failures count as
   */
  Inquiry(String what, Duration maxBackOff, Faults faults, Faults.Kind kind) {
    this.what = what;
    this.maxBackOff = maxBackOff;
    this.faults = faults;
    this.kind = kind;
  }

  String what() {
    return what;
  }

  /** Asks at that time, whatever was wanted before. */
  void reschedule(Instant when) {
    due = Optional.of(when);
  }

  /** Whether its first answer, or failure, is still to come. */
  boolean isOpen() {
    return failures == 0 && (underWay || due.isPresent());
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** Asks at that time, or earlier if that was wanted before. */
  void wantAt(Instant when) {
    due = Optional.of(due.filter(earlier -> earlier.isBefore(when)).orElse(when));
  }

  /** Nothing is wanted any more; an answer that is under way still comes. */
  void cancel() {
    due = Optional.empty();
    failures = 0;
    notBefore = Instant.MIN;
  }

  /** When to ask; empty if nothing is wanted, or the answer is awaited. */
  Optional<Instant> next() {
    return underWay
        ? Optional.empty()
        : due.map(when -> when.isBefore(notBefore) ? notBefore : when);
  }

  boolean isDue(Instant now) {
    return next().filter(when -> !now.isBefore(when)).isPresent();
  }

  void begin(Instant now) {
    due = Optional.empty();
    underWay = true;
    asked = now;
  }

  void answered(Instant now) {
    underWay = false;
    if (faults.end(kind)) {
      log.info("mesos: {} is answered again", what);
    }
    failures = 0;
    Duration rest = Duration.between(asked, now).multipliedBy(REST_PER_WORK);
    notBefore = now.plus(rest.compareTo(maxBackOff) > 0 ? maxBackOff : rest);
  }

  /**
   * @param why names what was asked
   */
  void failed(Instant now, String why) {
    underWay = false;
    if (faults.begin(kind)) {
      log.warn("mesos: {}; trying on", why);
    }
    failures++;
    long bound =
        Math.min(maxBackOff.toMillis(), FIRST_BACK_OFF.toMillis() << Math.min(failures - 1, 20));
    long pause = ThreadLocalRandom.current().nextLong(bound / 2, bound + 1);
    notBefore = now.plusMillis(pause);
    wantAt(now);
  }

  /** The answer came too late to be of use; it is neither a success nor a failure. */
  void outdated() {
    underWay = false;
  }
}
