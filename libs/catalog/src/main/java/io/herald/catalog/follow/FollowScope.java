package io.herald.catalog.follow;

import static java.util.Objects.requireNonNull;

import io.herald.runtime.time.MonotonicClock;
import java.time.Clock;

/**
 * What the followers of one process share, beside and after one another: the clock, and what talks
 * to masters. Make one per process. Safe for any thread.
 */
public final class FollowScope {

  private final Clock clock;
  private final MasterClients clients;

  /**
   * @param clock monotonic, of all durations
   */
  public FollowScope(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
    this.clients = new MasterClients(clock);
  }

  /** With a clock of its own. */
  public static FollowScope create() {
    return new FollowScope(MonotonicClock.startingNow());
  }

  Clock clock() {
    return clock;
  }

  MasterClients clients() {
    return clients;
  }
}
