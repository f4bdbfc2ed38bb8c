package io.herald.dns.answer;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The secrets under which server cookies are made (RFC 9018 §4): the present one, and the one
 * before it, so that cookies stay good over a change. A new one is drawn each day, by the first
 * thread that needs it; nothing is kept over a restart. For any number of threads.
 */
public final class CookieSecrets {

  static final Duration LIFETIME = Duration.ofDays(1);

  /**
   * @param since Unix time in seconds from which the present one is used
   */
  record Pair(long since, long key0, long key1, long oldKey0, long oldKey1) {}

  private final Clock clock;
  private final LongSupplier random;
  private final AtomicReference<Pair> pair;

  /**
   * @param random gives all 64 bits, unguessable: {@code new SecureRandom()::nextLong}
   */
  public CookieSecrets(Clock clock, LongSupplier random) {
    this.clock = clock;
    this.random = random;
    this.pair =
        new AtomicReference<>(
            new Pair(
                clock.millis() / 1000,
                random.getAsLong(),
                random.getAsLong(),
                random.getAsLong(),
                random.getAsLong()));
  }

  /** Unix time in seconds. */
  long now() {
    return clock.millis() / 1000;
  }

  /** The secrets at that time. */
  Pair at(long now) {
    Pair present = pair.get();
    long age = now - present.since();
    if (age < LIFETIME.toSeconds()) {
      return present;
    }
    // After a pause of two days the one before is older than any cookie it could prove.
    Pair next =
        new Pair(now, random.getAsLong(), random.getAsLong(), present.key0(), present.key1());
    return pair.compareAndSet(present, next) ? next : pair.get();
  }
}
