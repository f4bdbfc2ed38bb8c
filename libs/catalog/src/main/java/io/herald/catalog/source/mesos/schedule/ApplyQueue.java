package io.herald.catalog.source.mesos.schedule;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work from any thread for the one thread that applies it, in order of arrival. Adding to a full
 * queue blocks, so that a stream is read no faster than it is applied: what waits decoded in memory
 * would soon be taken for something that stays, and be collected with all that does.
 */
public final class ApplyQueue {

  private static final Logger log = LoggerFactory.getLogger(ApplyQueue.class);

  private static final int CAPACITY = 1 << 14;

  /** Of what waits, as it came; decoded it takes some four times as much. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int MOST_AT_ONCE = 1024;
  private static final long LOOK_MILLIS = 1000;

  /**
   * @param bytes of the room that it takes until it is done
   */
  private record Step(Runnable work, int bytes) {}

  private final BlockingQueue<Step> queue = new LinkedBlockingQueue<>(CAPACITY);
  private final Semaphore room = new Semaphore(MOST_BYTES);
  private volatile boolean closed;

  /** Waits for a place; does nothing once this is closed. */
  public void add(Runnable step) {
    add(step, 0);
  }

  /**
   * Waits for a place, and for room; does nothing once this is closed.
   *
   * @param bytes of what came, if it is kept until it is applied; what is more than there is room
   *     for waits for all of it
   */
  public void add(Runnable step, int bytes) {
    Step weighed = new Step(step, Math.min(bytes, MOST_BYTES));
    boolean roomy = false;
    try {
      while (!closed && !roomy) {
        roomy = room.tryAcquire(weighed.bytes, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      while (!closed && !queue.offer(weighed, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        log.debug("mesos: {} steps wait to be applied", queue.size());
      }
    } catch (InterruptedException e) {
      // The caller is to end, and its news with it.
      if (roomy) {
        room.release(weighed.bytes);
      }
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Does what there is, if it is not too much.
   *
   * @param patience how long to wait for the first step
   * @param first done before the steps, even if none comes
   */
  public void take(Duration patience, Runnable first) throws InterruptedException {
    Step step = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    first.run();
    for (int i = 0; step != null; step = ++i < MOST_AT_ONCE ? queue.poll() : null) {
      try {
        step.work.run();
      } finally {
        room.release(step.bytes);
      }
    }
  }

  public boolean isClosed() {
    return closed;
  }

  public void close() {
    closed = true;
  }
}
