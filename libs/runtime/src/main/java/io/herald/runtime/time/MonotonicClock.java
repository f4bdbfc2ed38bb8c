package io.herald.runtime.time;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for durations: it starts at the wall clock's time and from then on advances with {@link
 * System#nanoTime}, so that two readings are apart by what has really passed, however often
 * somebody sets the machine's clock. Its dates drift from the wall clock's; what is shown to users
 * as a date or stored for another process is read from a wall clock instead.
 */
public final class MonotonicClock extends Clock {

  private final Instant start;
  private final LongSupplier nanos;
  private final long startNanos;
  private final ZoneId zone;

  private MonotonicClock(Instant start, LongSupplier nanos, long startNanos, ZoneId zone) {
    this.start = start;
    this.nanos = nanos;
    this.startNanos = startNanos;
    this.zone = zone;
  }

  /** A clock that starts at the present time, in UTC. */
  public static MonotonicClock startingNow() {
    return starting(Clock.systemUTC().instant(), System::nanoTime);
  }

  /** A clock that starts at the given time and advances with the given nanoseconds. */
  static MonotonicClock starting(Instant start, LongSupplier nanos) {
    return new MonotonicClock(start, nanos, nanos.getAsLong(), ZoneOffset.UTC);
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
    return new MonotonicClock(start, nanos, startNanos, other);
  }
}
