package io.herald.dns.transfer;

import java.util.concurrent.atomic.LongAdder;

/** Counts of transfers, for metrics. Thread-safe. */
public final class TransferCounters {

  private final LongAdder whole = new LongAdder();
  private final LongAdder incremental = new LongAdder();
  private final LongAdder current = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder notified = new LongAdder();
  private final LongAdder notifyRetries = new LongAdder();

  void countWhole() {
    whole.increment();
  }

  void countIncremental() {
    incremental.increment();
  }

  void countCurrent() {
    current.increment();
  }

  void countRefused() {
    refused.increment();
  }

  void countNotified() {
    notified.increment();
  }

  void countNotifyRetry() {
    notifyRetries.increment();
  }

  /** Whole transfers begun. */
  public long whole() {
    return whole.sum();
  }

  /** Transfers of the difference alone. */
  public long incremental() {
    return incremental.sum();
  }

  /** IXFR queries of clients that had the newest serial. */
  public long current() {
    return current.sum();
  }

  /** Transfers refused or put off. */
  public long refused() {
    return refused.sum();
  }

  /** NOTIFY messages that a secondary acknowledged. */
  public long notified() {
    return notified.sum();
  }

  /** NOTIFY messages that were not acknowledged in time and sent again. */
  public long notifyRetries() {
    return notifyRetries.sum();
  }
}
