package io.herald.catalog.source.mesos.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a subscription's snapshot has come: one of many tasks takes its time, being read as it
 * arrives, and to read {@code GET /state} beside it would cost the master and this process all of
 * it twice. Told by the stream's thread; any thread may ask.
 */
final class SnapshotArrival {

  /** A master that sends its snapshot for longer is asked for the state as well. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Clock clock;
  private final Duration patience;

  /**
   * @param begun when the subscription was accepted
   * @param heard when something came of it last
   */
  private record Arrival(Instant begun, Instant heard) {}

  private volatile Optional<Arrival> arrival = Optional.empty();

  /**
   * @param patience for how long nothing may come of a snapshot that is awaited
   */
  SnapshotArrival(Duration patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
  }

  /** A subscription was accepted. */
  void begin() {
    Instant now = clock.instant();
    arrival = Optional.of(new Arrival(now, now));
  }

  /** Something of it came. */
  void heard() {
    arrival = arrival.map(a -> new Arrival(a.begun(), clock.instant()));
  }

  /** Its snapshot was read, or the subscription is lost. */
  void end() {
    arrival = Optional.empty();
  }

  /** Until when to wait for the snapshot; empty if none comes, or not in time. */
  Optional<Instant> awaitedUntil() {
    Instant now = clock.instant();
    return arrival
        .map(
            a -> {
              Instant limit = a.begun().plus(LONGEST);
              Instant next = a.heard().plus(patience);
              return next.isBefore(limit) ? next : limit;
            })
        .filter(now::isBefore);
  }
}
