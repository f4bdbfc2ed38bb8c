package io.herald.scheduler;

import java.util.concurrent.atomic.LongAdder;

/** Counts since the start. Safe for use by several threads. */
public final class DiscoveryStats {

  private final LongAdder populated = new LongAdder();
  private final LongAdder malformed = new LongAdder();

  /** TaskInfos that got DiscoveryInfo. */
  public long populated() {
    return populated.sum();
  }

  /** Of these, the ones whose job was malformed and that got Aurora's plain form therefore. */
  public long malformed() {
    return malformed.sum();
  }

  void countPopulated() {
    populated.increment();
  }

  void countMalformed() {
    malformed.increment();
  }
}
