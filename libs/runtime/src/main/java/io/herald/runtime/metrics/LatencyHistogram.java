package io.herald.runtime.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took, in buckets. Adding is striped and allocates nothing, so it may stand on
 * the query path; reading sums up and is for a scrape. For any threads.
 */
public final class LatencyHistogram {

  /** Upper bounds in nanoseconds: from the ten microseconds of an answer to a lost upstream. */
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

  /** Adds one that took so long. */
  public void add(long took) {
    int bucket = 0;
    while (bucket < BOUNDS.length && took > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    nanos.add(took);
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

  /** All of them together, in seconds. */
  public double sumSeconds() {
    return nanos.sum() / NANOS;
  }
}
