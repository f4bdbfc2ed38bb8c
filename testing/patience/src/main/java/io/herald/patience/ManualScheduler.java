package io.herald.patience;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler whose time a test moves. Work runs in the thread that calls {@link #advance}, in the
 * order of its time, and a failure of it is thrown there. Work may be given from any thread.
 */
public final class ManualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {

  private static final Comparator<Task<?>> BY_TIME =
      Comparator.<Task<?>>comparingLong(task -> task.time).thenComparingLong(task -> task.number);

  @GuardedBy("this")
  private final PriorityQueue<Task<?>> waiting = new PriorityQueue<>(BY_TIME);

  @GuardedBy("this")
  private long now;

  @GuardedBy("this")
  private long tasks;

  @GuardedBy("this")
  private boolean shutdown;

  /** Runs what is due by then, and what that work gives, if it is due by then too. */
  public void advance(Duration time) {
    long end;
    synchronized (this) {
      end = now + time.toNanos();
    }
    for (Task<?> task = next(end); task != null; task = next(end)) {
      task.run();
      task.rethrow();
    }
    synchronized (this) {
      now = end;
    }
  }

  /** Runs what is due now. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /** How much work waits, repeated work included. */
  public synchronized int size() {
    return waiting.size();
  }

  private synchronized @Nullable Task<?> next(long end) {
    Task<?> first = waiting.peek();
    if (first == null || first.time > end) {
      return null;
    }
    now = Math.max(now, first.time);
    return waiting.remove();
  }

  private synchronized <V> Task<V> add(Callable<V> work, long delay, long period, TimeUnit unit) {
    if (shutdown) {
      throw new RejectedExecutionException("the scheduler was shut down");
    }
    Task<V> task =
        new Task<>(work, now + unit.toNanos(Math.max(0, delay)), unit.toNanos(period), tasks++);
    waiting.add(task);
    return task;
  }

  @Override
  public void execute(Runnable work) {
    var unused = add(Executors.callable(work), 0, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return add(Executors.callable(work), delay, 0, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    return add(work, delay, 0, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long firstDelay, long period, TimeUnit unit) {
    return add(Executors.callable(work), firstDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long firstDelay, long delay, TimeUnit unit) {
    return add(Executors.callable(work), firstDelay, delay, unit);
  }

  /** Takes no more work; what waits never runs. */
  @Override
  public synchronized void shutdown() {
    shutdown = true;
    waiting.clear();
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    List<Runnable> left = new ArrayList<>(waiting);
    shutdown();
    return left;
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return isShutdown();
  }

  @Override
  public boolean awaitTermination(long time, TimeUnit unit) {
    return isShutdown();
  }

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long period;
    private final long number;
    private long time;
    private volatile @Nullable Throwable failure;

    Task(Callable<V> work, long time, long period, long number) {
      super(requireNonNull(work, "work"));
      this.time = time;
      this.period = period;
      this.number = number;
    }

    @Override
    public void run() {
      if (period == 0) {
        super.run();
      } else if (runAndReset()) {
        synchronized (ManualScheduler.this) {
          if (!shutdown && !isCancelled()) {
            time = now + period;
            waiting.add(this);
          }
        }
      }
    }

    @Override
    protected void setException(Throwable thrown) {
      failure = thrown;
      super.setException(thrown);
    }

    void rethrow() {
      Throwable thrown = failure;
      if (thrown instanceof RuntimeException e) {
        throw e;
      } else if (thrown instanceof Error e) {
        throw e;
      } else if (thrown != null) {
        throw new IllegalStateException(thrown);
      }
    }

    @Override
    public boolean cancel(boolean interrupt) {
      synchronized (ManualScheduler.this) {
        waiting.remove(this);
      }
      return super.cancel(interrupt);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      synchronized (ManualScheduler.this) {
        return unit.convert(time - now, TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
