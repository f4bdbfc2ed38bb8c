package io.herald.catalog.source.mesos.schedule;

import io.herald.catalog.Faults;
import io.herald.catalog.source.mesos.status.MesosFault;
import io.herald.runtime.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When to ask the master for something: one request at a time, after a failure again with
 * exponential back-off and jitter, and so rarely that the master spends at most a tenth of its time
 * answering it; a request that is pressing is made at the longest back-off even so. What the master
 * needs is taken to be the shorter of the last two answers' times, since a single slow answer says
 * more of that moment than of the master. For one thread; asks nothing itself.
 */
public final class PolledRequest {

  private static final Logger log = LoggerFactory.getLogger(PolledRequest.class);

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);

  /** Nine parts rest and one part work. */
  private static final int PARTS = 10;

  private final String what;
  private final Duration longestBackoff;
  private final Backoff backoff;
  private final boolean pressing;
  private final Faults<MesosFault> faults;
  private final MesosFault kind;
  private Optional<Instant> due = Optional.empty();
  private Instant notBefore = Instant.MIN;
  private boolean underWay;
  private Instant asked = Instant.MIN;
  private Optional<Duration> last = Optional.empty();
  private Duration rest = Duration.ZERO;

  private PolledRequest(
      String what,
      Duration longestBackoff,
      boolean pressing,
      Faults<MesosFault> faults,
      MesosFault kind) {
    this.what = what;
    this.longestBackoff = longestBackoff;
    this.backoff =
        new Backoff(
            longestBackoff.compareTo(FIRST_BACKOFF) < 0 ? longestBackoff : FIRST_BACKOFF,
            longestBackoff);
    this.pressing = pressing;
    this.faults = faults;
    this.kind = kind;
  }

  /**
   * One without whose answer nothing is known: however long that takes, it is asked for again after
   * the longest back-off.
   *
   * @param what for the log: "GET /state"
   * @param kind what its failures count as
   */
  public static PolledRequest pressing(
      String what, Duration longestBackoff, Faults<MesosFault> faults, MesosFault kind) {
    return new PolledRequest(what, longestBackoff, true, faults, kind);
  }

  /** One beside others: the master gets its rest after an answer, however long. */
  public static PolledRequest resting(
      String what, Duration longestBackoff, Faults<MesosFault> faults, MesosFault kind) {
    return new PolledRequest(what, longestBackoff, false, faults, kind);
  }

  public String what() {
    return what;
  }

  /** Asks at that time, whatever was wanted before. */
  void reschedule(Instant when) {
    due = Optional.of(when);
  }

  /** Whether its first answer, or failure, is still to come. */
  public boolean isOpen() {
    return backoff.failures() == 0 && (underWay || due.isPresent());
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** Asks at that time, or earlier if that was wanted before. */
  public void wantAt(Instant when) {
    due = Optional.of(due.filter(earlier -> earlier.isBefore(when)).orElse(when));
  }

  /** Nothing is wanted any more; an answer that is under way still comes. */
  public void cancel() {
    due = Optional.empty();
    backoff.succeeded();
    notBefore = Instant.MIN;
  }

  /** When to ask; empty if nothing is wanted, or the answer is awaited. */
  public Optional<Instant> next() {
    return underWay
        ? Optional.empty()
        : due.map(when -> when.isBefore(notBefore) ? notBefore : when);
  }

  public boolean isDue(Instant now) {
    return next().filter(when -> !now.isBefore(when)).isPresent();
  }

  public void begin(Instant now) {
    due = Optional.empty();
    underWay = true;
    asked = now;
  }

  public void answered(Instant now) {
    underWay = false;
    if (faults.end(kind)) {
      log.info("mesos: {} is answered again", what);
    }
    backoff.succeeded();
    Duration took = Duration.between(asked, now);
    Duration needed = last.filter(before -> before.compareTo(took) < 0).orElse(took);
    rest = needed.multipliedBy(PARTS - 1);
    if ((pressing || last.isEmpty()) && rest.compareTo(longestBackoff) > 0) {
      rest = longestBackoff;
    }
    last = Optional.of(took);
    notBefore = now.plus(rest);
  }

  /** How long the last answer took. */
  public Duration took() {
    return last.orElse(Duration.ZERO);
  }

  /** From the last question to the next, at the earliest. */
  public Duration pace() {
    return took().plus(rest);
  }

  /**
   * @param why names what was asked
   */
  public void failed(Instant now, String why) {
    underWay = false;
    if (faults.begin(kind)) {
      log.warn("mesos: {}; retrying", why);
    }
    notBefore = now.plus(backoff.failed());
    wantAt(now);
  }

  /** The answer came too late to be of use; it is neither a success nor a failure. */
  public void outdated() {
    underWay = false;
  }
}
