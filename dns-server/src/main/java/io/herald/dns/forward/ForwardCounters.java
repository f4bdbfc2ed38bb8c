package io.herald.dns.forward;

import java.util.concurrent.atomic.LongAdder;

/** Counts of forwarded questions, for metrics. Thread-safe. */
public final class ForwardCounters {

  private final LongAdder questions = new LongAdder();
  private final LongAdder asked = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder overload = new LongAdder();
  private final LongAdder cached = new LongAdder();
  private final LongAdder strays = new LongAdder();

  void countStray() {
    strays.increment();
  }

  void countCached() {
    cached.increment();
  }

  void countQuestion() {
    questions.increment();
  }

  void countAsked() {
    asked.increment();
  }

  void countFailed() {
    failed.increment();
  }

  void countRefused() {
    refused.increment();
  }

  void countOverload() {
    overload.increment();
  }

  /** Questions taken from clients. */
  public long questions() {
    return questions.sum();
  }

  /** Questions that upstreams were asked; the others were answered from the cache. */
  public long asked() {
    return asked.sum();
  }

  /** Questions that were answered from the cache. */
  public long cached() {
    return cached.sum();
  }

  /** Datagrams from upstreams' addresses that answered no question of ours. */
  public long strays() {
    return strays.sum();
  }

  /** Questions that no upstream answered. */
  public long failed() {
    return failed.sum();
  }

  /** Questions of clients that are not served. */
  public long refused() {
    return refused.sum();
  }

  /** Questions turned away because too many were waiting. */
  public long overload() {
    return overload.sum();
  }
}
