package io.herald.executor.health;

import java.time.Duration;

/**
 * How checks are timed and counted; Aurora's {@code health_check_config}.
 *
 * @param initialInterval the grace: failures within it don't count
 * @param interval between two attempts; more than 0
 * @param timeout of one check; more than 0
 * @param maxConsecutiveFailures that are tolerated
 * @param minConsecutiveSuccesses that make the task RUNNING; at least 1 is needed in any case
 */
public record HealthSettings(
    Duration initialInterval,
    Duration interval,
    Duration timeout,
    int maxConsecutiveFailures,
    int minConsecutiveSuccesses) {

  public HealthSettings {
    if (initialInterval.isNegative()) {
      throw refusal("initial_interval_secs", initialInterval, "at least 0");
    }
    if (interval.isNegative() || interval.isZero()) {
      throw refusal("interval_secs", interval, "more than 0");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw refusal("timeout_secs", timeout, "more than 0");
    }
    if (maxConsecutiveFailures < 0) {
      throw refusal("max_consecutive_failures", maxConsecutiveFailures, "at least 0");
    }
    if (minConsecutiveSuccesses < 0) {
      throw refusal("min_consecutive_successes", minConsecutiveSuccesses, "at least 0");
    }
  }

  /**
   * The number of first attempts whose failures don't count: the grace in intervals, rounded up.
   */
  public int forgivenAttempts() {
    long step = interval.toNanos();
    long attempts = (initialInterval.toNanos() + step - 1) / step;
    return (int) Math.min(attempts, Integer.MAX_VALUE / 4);
  }

  /** The number of attempts within which the task has to be RUNNING. */
  public int attemptLimit() {
    long limit = (long) forgivenAttempts() + maxConsecutiveFailures + successesNeeded();
    return (int) Math.min(limit, Integer.MAX_VALUE);
  }

  /** Successes in a row that make the task RUNNING. */
  public int successesNeeded() {
    return Math.max(1, minConsecutiveSuccesses);
  }

  /**
   * The same for a task that is never ended for its health: any number of failures is tolerated, so
   * the health is never FAILED and {@link HealthState#healthy} alone counts.
   */
  public HealthSettings neverFailing() {
    return new HealthSettings(
        initialInterval, interval, timeout, Integer.MAX_VALUE, minConsecutiveSuccesses);
  }

  private static IllegalArgumentException refusal(String field, Object value, String rule) {
    String text = value instanceof Duration d ? d.toNanos() / 1e9 + " s" : value.toString();
    return new IllegalArgumentException(
        "health_check_config." + field + " = " + text + ": must be " + rule + ".");
  }
}
