package io.herald.catalog.source.mesos.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Asks for a new subscription, and so for a new snapshot, at most once in a while: a snapshot costs
 * a master more than what it repairs may be worth. For one thread.
 */
public final class Resubscription {

  private static final Duration AT_LEAST_BETWEEN = Duration.ofSeconds(10);

  private final Consumer<String> resubscribe;
  private final Clock clock;
  private Instant last = Instant.MIN;

  /**
   * @param resubscribe called with the reason
   */
  public Resubscription(Consumer<String> resubscribe, Clock clock) {
    this.resubscribe = resubscribe;
    this.clock = clock;
  }

  void request(String why) {
    Instant now = clock.instant();
    if (now.isAfter(last.plus(AT_LEAST_BETWEEN))) {
      last = now;
      resubscribe.accept(why);
    }
  }
}
