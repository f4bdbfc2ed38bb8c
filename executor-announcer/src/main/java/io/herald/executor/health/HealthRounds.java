package io.herald.executor.health;

import java.time.Duration;

/**
 * When the attempts of one check are made, and how they are counted. For one thread; knows no
 * clock.
 *
 * <p>While the task has had no success yet, a cheap check is made more often than its interval says
 * (see {@link HealthState#afterEarly}), so that a task is known to be healthy soon after it is.
 * Failures are counted at the interval's pace all the same, so the counting stays Aurora's.
 */
final class HealthRounds {

  private final HealthSettings settings;
  private final Duration earlyInterval;
  private HealthState health;
  private long lastAttempt;

  /**
   * @param earlyInterval between checks until the first success; zero: strictly the interval
   */
  HealthRounds(HealthSettings settings, Duration earlyInterval) {
    this.settings = settings;
    this.earlyInterval = earlyInterval;
    this.health = HealthState.unknown(settings);
  }

  HealthState health() {
    return health;
  }

  /**
   * Counts a result.
   *
   * @param began when the check did, as {@link System#nanoTime}
   * @return whether it was an attempt, and so news
   */
  boolean count(CheckResult result, long began) {
    boolean due = health.attempts() == 0 || began - lastAttempt >= settings.interval().toNanos();
    HealthState before = health;
    health = due ? before.after(result) : before.afterEarly(result);
    boolean attempt = health.attempts() > before.attempts();
    if (attempt) {
      lastAttempt = began;
    }
    return attempt;
  }

  /** How long to wait for the next check; zero or more. */
  Duration pause(long now) {
    Duration untilNext = settings.interval().minusNanos(now - lastAttempt);
    boolean early =
        !earlyInterval.isZero()
            && health.phase() == HealthState.Phase.STARTING
            && health.successes() == 0;
    Duration pause = early && earlyInterval.compareTo(untilNext) < 0 ? earlyInterval : untilNext;
    return pause.isNegative() ? Duration.ZERO : pause;
  }
}
