package io.herald.runtime.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for durations: it starts at the wall clock's time and from then on advances with {@link
 * System#nanoTime}, so that two readings are apart by what has really passed, however often the
 * machine's clock is set. What is shown as a date, stored, or compared with dates of other machines
 * passes through {@link #dateOf} or {@link #readingAt}.
 */
public final class MonotonicClock extends Clock {

  private final Clock wall;
  private final Instant start;
  private final LongSupplier nanos;
  private final long startNanos;
  private final ZoneId zone;

  private MonotonicClock(
      Clock wall, Instant start, LongSupplier nanos, long startNanos, ZoneId zone) {
    this.wall = wall;
    this.start = start;
    this.nanos = nanos;
    this.startNanos = startNanos;
    this.zone = zone;
  }

  /** A clock that starts at the present time, in UTC. */
  public static MonotonicClock startingNow() {
    return starting(Clock.systemUTC(), System::nanoTime);
  }

  /** A clock that starts at the wall clock's time and advances with the given nanoseconds. */
  public static MonotonicClock starting(Clock wall, LongSupplier nanos) {
    return new MonotonicClock(wall, wall.instant(), nanos, nanos.getAsLong(), ZoneOffset.UTC);
  }

  /**
   * The date at which a clock showed this, by the wall clock as it is set now: what is shown or
   * stored of a reading. The readings of a clock that is not monotonic are dates already.
   */
  public static Instant dateOf(Instant reading, Clock clock) {
    return clock instanceof MonotonicClock monotonic ? reading.plus(monotonic.drift()) : reading;
  }

  /**
   * What a clock shows at this date, by the wall clock as it is set now: for dates that others
   * tell, before they are compared with readings.
   */
  public static Instant readingAt(Instant date, Clock clock) {
    return clock instanceof MonotonicClock monotonic ? date.minus(monotonic.drift()) : date;
  }

  /** How far the wall clock was set forward since the start. */
  private Duration drift() {
    return Duration.between(instant(), wall.instant());
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - startNanos);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new MonotonicClock(wall, start, nanos, startNanos, other);
  }
}
