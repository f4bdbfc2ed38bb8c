package io.herald.runtime.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * Durations, counted in buckets. Adding is striped and allocates nothing, so a hot path may do it;
 * reading sums up, for a scrape. Safe for any thread.
 */
public final class LatencyHistogram {

  /** Upper bounds in nanoseconds: from ten microseconds to ten seconds. */
  private static final long[] BOUNDS = {
    10_000L,
    25_000L,
    50_000L,
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L
  };

  private static final double NANOS = 1e9;

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();

  public LatencyHistogram() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Adds a duration in nanoseconds. */
  public void add(long nanosTaken) {
    int bucket = 0;
    while (bucket < BOUNDS.length && nanosTaken > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    nanos.add(nanosTaken);
  }

  /** Upper bounds of the buckets in seconds; the last is infinite. */
  public static double[] bounds() {
    double[] seconds = new double[BOUNDS.length + 1];
    for (int i = 0; i < BOUNDS.length; i++) {
      seconds[i] = BOUNDS[i] / NANOS;
    }
    seconds[BOUNDS.length] = Double.POSITIVE_INFINITY;
    return seconds;
  }

  /** How many fell into each bucket. */
  public long[] counts() {
    long[] sums = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      sums[i] = counts[i].sum();
    }
    return sums;
  }

  /** The sum of all durations, in seconds. */
  public double sumSeconds() {
    return nanos.sum() / NANOS;
  }
}
