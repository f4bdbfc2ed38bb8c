package io.herald.serverset.zookeeper;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: doubling from the first delay to the longest, each
 * shortened at random by up to a half, so that clients that failed together don't return together.
 * For one thread.
 */
public final class RetryDelay {

  private final long firstMillis;
  private final long maxMillis;
  private long nextMillis;

  public RetryDelay(Duration first, Duration max) {
    this.firstMillis = first.toMillis();
    this.maxMillis = max.toMillis();
    this.nextMillis = firstMillis;
  }

  /** The delay before the next try, in milliseconds; at least 1. */
  public long nextMillis() {
    long full = nextMillis;
    nextMillis = Math.min(maxMillis, full * 2);
    return Math.max(1, full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
  }

  /** It worked: the next failure starts from the first delay again. */
  public void reset() {
    nextMillis = firstMillis;
  }
}
