package io.herald.runtime.threads;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Threads of one name, mostly one, that do what they are given, now or later, in turn. The JDK
 * keeps the failure of such work in a future that is never read, and does not repeat work that
 * failed once; here the thread's handler of uncaught exceptions gets it, and repeated work
 * continues. A daemon thread without work, now or later, ends after a while, and comes again with
 * the next. One that leaves what is for later to another scheduler ends while it has that, too.
 */
public final class NamedScheduler extends ScheduledThreadPoolExecutor {

  private static final Duration IDLE = Duration.ofSeconds(5);

  /** Keeps what is for later; null: this one does. */
  private final @Nullable NamedScheduler clock;

  /** A daemon thread; what comes after the shutdown is rejected. */
  public NamedScheduler(String name) {
    this(name, new AbortPolicy());
  }

  /** Several daemon threads; what comes after the shutdown is rejected. */
  public NamedScheduler(String name, int threads) {
    super(threads, Threads.daemons(name), new AbortPolicy());
    clock = null;
    endWhenIdle();
  }

  /**
   * The same, whose work for later waits at another scheduler and comes here when it is due. What
   * is still there when this one is shut down is not done any more.
   *
   * @param clock does none of the work; outlives this one, or ends with the need for it
   */
  public NamedScheduler(String name, int threads, NamedScheduler clock) {
    super(threads, Threads.daemons(name), new AbortPolicy());
    this.clock = clock;
    endWhenIdle();
  }

  /**
   * A daemon thread.
   *
   * @param late what becomes of work that comes after the shutdown
   */
  public NamedScheduler(String name, RejectedExecutionHandler late) {
    super(1, Threads.daemons(name), late);
    clock = null;
    endWhenIdle();
  }

  /** The thread is one of {@code factory}, and stays. */
  public NamedScheduler(ThreadFactory factory, RejectedExecutionHandler late) {
    super(1, factory, late);
    clock = null;
  }

  /**
   * Without a thread: what it is given is done by who calls {@link #workUntil}, a thread that would
   * only wait otherwise.
   */
  public static NamedScheduler ofCaller() {
    return new NamedScheduler(worker -> null, new AbortPolicy());
  }

  /**
   * Does the work of a scheduler without a thread until the end. Being interrupted doesn't end it;
   * the thread's flag is set again then.
   *
   * @param end completed by any thread, and by the work itself
   */
  public void workUntil(CompletableFuture<?> end) {
    CompletableFuture<?> unused = end.whenComplete((value, failure) -> execute(() -> {}));
    boolean interrupted = false;
    while (!end.isDone()) {
      try {
        getQueue().take().run();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endWhenIdle() {
    setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    allowCoreThreadTimeOut(true);
  }

  /** Also the way of {@link #execute}. */
  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return clock == null || delay <= 0
        ? super.schedule(told(work), delay, unit)
        : clock.schedule(() -> due(work), delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long firstDelay, long period, TimeUnit unit) {
    return clock == null
        ? super.scheduleAtFixedRate(told(work), firstDelay, period, unit)
        : clock.scheduleAtFixedRate(oneAtATime(work), firstDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long firstDelay, long delay, TimeUnit unit) {
    return clock == null
        ? super.scheduleWithFixedDelay(told(work), firstDelay, delay, unit)
        : clock.scheduleWithFixedDelay(oneAtATime(work), firstDelay, delay, unit);
  }

  private void due(Runnable work) {
    try {
      execute(work);
    } catch (RejectedExecutionException e) {
      // It was shut down, and its work for later with it.
    }
  }

  /** What is repeated is left out while the last one hasn't been done. */
  private Runnable oneAtATime(Runnable work) {
    AtomicBoolean waits = new AtomicBoolean();
    return () -> {
      if (waits.compareAndSet(false, true)) {
        due(
            () -> {
              try {
                work.run();
              } finally {
                waits.set(false);
              }
            });
      }
    };
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
