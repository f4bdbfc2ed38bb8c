package io.herald.serverset.monitor;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Reads that were asked for: keeps as many in flight as ZooKeeper answers well, the rest waits in
 * order. For one thread.
 */
final class Reads {

  private static final int MAX_IN_FLIGHT = 256;

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Runnable whenIdle;
  private int inFlight;

  /**
   * @param whenIdle called whenever the last read was answered
   */
  Reads(Runnable whenIdle) {
    this.whenIdle = whenIdle;
  }

  /** Sends the read, now or later; its answer, good or bad, calls {@link #done}. */
  void add(Runnable read) {
    if (inFlight < MAX_IN_FLIGHT) {
      inFlight++;
      read.run();
    } else {
      waiting.add(read);
    }
  }

  /** One read was answered, and what follows from it was added. */
  void done() {
    Runnable next = waiting.poll();
    if (next != null) {
      next.run();
      return;
    }
    inFlight--;
    if (isIdle()) {
      whenIdle.run();
    }
  }

  boolean isIdle() {
    return inFlight == 0;
  }
}
