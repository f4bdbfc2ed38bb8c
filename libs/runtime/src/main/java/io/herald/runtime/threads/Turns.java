package io.herald.runtime.threads;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;

/**
 * Work that is done one piece after the other, in the order in which it came, on threads that other
 * such work uses too: what would be a thread of its own, where there are thousands. After each
 * piece the others have their turn. Safe for any thread.
 */
public final class Turns {

  private final ScheduledExecutorService threads;

  @GuardedBy("waiting")
  private final Deque<Runnable> waiting = new ArrayDeque<>(2);

  @GuardedBy("waiting")
  private boolean taken;

  /**
   * Turns on these threads.
   *
   * @param threads their owner's to end; what comes after that is rejected
   */
  public Turns(NamedScheduler threads) {
    this.threads = threads;
  }

  /**
   * Does this after all that came before.
   *
   * @throws RejectedExecutionException if the threads were ended
   */
  public void execute(Runnable work) {
    synchronized (waiting) {
      waiting.add(work);
      if (taken) {
        return;
      }
      taken = true;
    }
    next();
  }

  /** Has this take its turn after a time; the future cancels only what has none yet. */
  public ScheduledFuture<?> schedule(Runnable work, Duration delay) {
    return threads.schedule(() -> executeUnlessEnded(work), delay.toNanos(), NANOSECONDS);
  }

  /** The same again and again, at this distance. */
  public ScheduledFuture<?> repeat(Runnable work, Duration every) {
    long nanos = every.toNanos();
    return threads.scheduleWithFixedDelay(
        () -> executeUnlessEnded(work), nanos, nanos, NANOSECONDS);
  }

  private void executeUnlessEnded(Runnable work) {
    if (!threads.isShutdown()) {
      execute(work);
    }
  }

  private void next() {
    try {
      threads.execute(this::one);
    } catch (RejectedExecutionException e) {
      drop();
      throw e;
    }
  }

  private void drop() {
    synchronized (waiting) {
      waiting.clear();
      taken = false;
    }
  }

  private void one() {
    Runnable work;
    synchronized (waiting) {
      work = waiting.remove();
    }
    try {
      work.run();
    } finally {
      done();
    }
  }

  private void done() {
    synchronized (waiting) {
      if (waiting.isEmpty()) {
        taken = false;
        return;
      }
    }
    if (threads.isShutdown()) {
      drop(); // The threads' owner has ended them, as this piece of work may have done.
    } else {
      next();
    }
  }
}
