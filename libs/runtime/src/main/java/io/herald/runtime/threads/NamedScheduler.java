package io.herald.runtime.threads;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads of one name, mostly one, that do what they are given, now or later, in turn. The JDK
 * keeps the failure of such work in a future that is never read, and does not repeat work that
 * failed once; here the thread's handler of uncaught exceptions gets it, and repeated work
 * continues. A daemon thread without work, now or later, ends after a while, and comes again with
 * the next.
 */
public final class NamedScheduler extends ScheduledThreadPoolExecutor {

  private static final Duration IDLE = Duration.ofSeconds(5);

  /** A daemon thread; what comes after the shutdown is rejected. */
  public NamedScheduler(String name) {
    this(name, new AbortPolicy());
  }

  /** Several daemon threads; what comes after the shutdown is rejected. */
  public NamedScheduler(String name, int threads) {
    super(threads, Threads.daemons(name), new AbortPolicy());
    endWhenIdle();
  }

  /**
   * A daemon thread.
   *
   * @param late what becomes of work that comes after the shutdown
   */
  public NamedScheduler(String name, RejectedExecutionHandler late) {
    super(1, Threads.daemons(name), late);
    endWhenIdle();
  }

  /** The thread is one of {@code factory}, and stays. */
  public NamedScheduler(ThreadFactory factory, RejectedExecutionHandler late) {
    super(1, factory, late);
  }

  private void endWhenIdle() {
    setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    allowCoreThreadTimeOut(true);
  }

  /** Also the way of {@link #execute}. */
  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return super.schedule(told(work), delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long firstDelay, long period, TimeUnit unit) {
    return super.scheduleAtFixedRate(told(work), firstDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long firstDelay, long delay, TimeUnit unit) {
    return super.scheduleWithFixedDelay(told(work), firstDelay, delay, unit);
  }

  private static Runnable told(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (Throwable failure) {
        Fatal.tell(failure);
      }
    };
  }

  /** Work with a result: its failure is for who gets that, unless it is fatal. */
  @Override
  protected void afterExecute(Runnable work, @Nullable Throwable thrown) {
    super.afterExecute(work, thrown);
    if (work instanceof Future<?> future && future.isDone()) {
      try {
        future.get();
      } catch (ExecutionException e) {
        Fatal.escalate(e);
      } catch (CancellationException e) {
        // Nobody wants it.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
