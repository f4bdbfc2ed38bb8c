package io.herald.runtime.retry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Delays between tries: the first delay doubles with each failure in a row up to the longest, and
 * each is shortened at random by up to a half, so that clients that failed together do not return
 * together. Safe for any thread.
 */
public final class Backoff {

  /** Beyond this many doublings a delay of a nanosecond is longer than any longest delay. */
  private static final int MOST_DOUBLINGS = 62;

  private final long firstNanos;
  private final long longestNanos;
  private final @Nullable RandomGenerator random;

  @GuardedBy("this")
  private int failures;

  /**
   * Starts without a failure.
   *
   * @param first delay after the first failure, before it is shortened; more than zero
   * @param longest delay, before it is shortened; at least {@code first}
   */
  public Backoff(Duration first, Duration longest) {
    this(first, longest, null);
  }

  Backoff(Duration first, Duration longest, @Nullable RandomGenerator random) {
    if (first.isZero() || first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "delays from "
              + first
              + " to "
              + longest
              + ": the first is above 0, the longest not less");
    }
    this.firstNanos = first.toNanos();
    this.longestNanos = longest.toNanos();
    this.random = random;
  }

  /** The operation failed once more: the delay before the next try, at least one millisecond. */
  public synchronized Duration failed() {
    int doublings = Math.min(failures++, MOST_DOUBLINGS);
    long full = firstNanos > longestNanos >> doublings ? longestNanos : firstNanos << doublings;
    long half = full / 2;
    RandomGenerator source = random == null ? ThreadLocalRandom.current() : random;
    Duration delay = Duration.ofNanos(half + source.nextLong(full - half + 1));
    Duration least = Duration.ofMillis(1);
    return delay.compareTo(least) < 0 ? least : delay;
  }

  /** The operation succeeded: the next failure is the first again. */
  public synchronized void succeeded() {
    failures = 0;
  }

  /** Failures in a row. */
  public synchronized int failures() {
    return failures;
  }
}
