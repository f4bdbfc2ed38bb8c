package io.herald.serverset.membership;

import java.time.Duration;

/**
 * How a membership looks after itself. The defaults are for production.
 *
 * @param verifyInterval how often the node is looked at although nothing seems to have happened
 * @param unreachableAfter how long ZooKeeper may be away at the start until the state says so
 * @param firstRetry the delay after a first failed try; it doubles up to {@code maxRetry}, each
 *     shortened at random by up to a half
 * @param maxRetry the longest delay between two tries
 */
public record MembershipOptions(
    Duration verifyInterval, Duration unreachableAfter, Duration firstRetry, Duration maxRetry) {

  public static final MembershipOptions DEFAULT =
      new MembershipOptions(
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(30));

  /**
   * @throws IllegalArgumentException if a duration is not positive, or the first delay is longer
   *     than the longest
   */
  public MembershipOptions {
    positive("verifyInterval", verifyInterval);
    positive("unreachableAfter", unreachableAfter);
    positive("firstRetry", firstRetry);
    if (maxRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException(
          "maxRetry is " + maxRetry + ", shorter than firstRetry, " + firstRetry);
    }
  }

  private static void positive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " is " + duration + "; it must be positive");
    }
  }
}
