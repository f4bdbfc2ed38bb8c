package io.herald.jobs.marathon;

import java.time.Duration;
import java.util.Optional;

/**
 * A health check of an app that Mesos runs, beside the task.
 *
 * @param delay before the first check
 * @param gracePeriod failures don't count for so long, or until the first success
 * @param interval between two checks
 * @param timeout of one check
 * @param maxConsecutiveFailures so many in a row have the task killed
 */
public record MesosCheck(
    Question question,
    Duration delay,
    Duration gracePeriod,
    Duration interval,
    Duration timeout,
    int maxConsecutiveFailures) {

  public static final Duration DEFAULT_DELAY = Duration.ofSeconds(15);
  public static final Duration DEFAULT_GRACE_PERIOD = Duration.ofMinutes(5);
  public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
  public static final int DEFAULT_MAX_CONSECUTIVE_FAILURES = 3;

  /** What is asked. */
  public sealed interface Question {}

  /**
   * The port that is asked.
   *
   * @param index into the app's port definitions; absent: {@code number} is the port
   */
  public record Target(Optional<Integer> index, int number) {

    /** One of the app's own ports. */
    public static Target at(int index) {
      return new Target(Optional.of(index), 0);
    }

    /** A port of a number that is known beforehand. */
    public static Target fixed(int number) {
      return new Target(Optional.empty(), number);
    }
  }

  /** GET answers with a status of 200 to 399. */
  public record Http(boolean tls, Optional<String> path, Target target) implements Question {}

  /** A connection can be made. */
  public record Tcp(Target target) implements Question {}

  /** A shell command exits with 0. */
  public record Command(String value) implements Question {}
}
