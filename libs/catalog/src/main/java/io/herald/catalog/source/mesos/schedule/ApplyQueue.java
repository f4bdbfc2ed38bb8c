package io.herald.catalog.source.mesos.schedule;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work from any thread for the one thread that applies it, in order of arrival. Adding to a full
 * queue blocks, so that a stream is read no faster than it is applied.
 */
public final class ApplyQueue {

  private static final Logger log = LoggerFactory.getLogger(ApplyQueue.class);

  private static final int CAPACITY = 1 << 14;
  private static final int MOST_AT_ONCE = 1024;
  private static final long LOOK_MILLIS = 1000;

  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(CAPACITY);
  private volatile boolean closed;

  /** Waits for a place; does nothing once this is closed. */
  public void add(Runnable step) {
    try {
      while (!closed && !queue.offer(step, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        log.debug("mesos: {} steps wait to be applied", queue.size());
      }
    } catch (InterruptedException e) {
      // The caller is to end, and its news with it.
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
    Runnable step = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    first.run();
    for (int i = 0; step != null; step = ++i < MOST_AT_ONCE ? queue.poll() : null) {
      step.run();
    }
  }

  public boolean isClosed() {
    return closed;
  }

  public void close() {
    closed = true;
  }
}
