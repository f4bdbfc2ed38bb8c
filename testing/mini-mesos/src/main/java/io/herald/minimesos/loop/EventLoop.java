package io.herald.minimesos.loop;

import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs everything given to it, in order. The state of master and agents is touched
 * by it alone, so nothing of it needs a lock and every event has its place in one order. What fails
 * is logged and harms nothing that comes after it.
 */
public final class EventLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

  private final ScheduledThreadPoolExecutor thread;

  public EventLoop(String name) {
    thread = new NamedScheduler(name);
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs the task soon; does nothing once the loop is closed. */
  public void execute(Runnable task) {
    try {
      thread.execute(logged(task));
    } catch (RejectedExecutionException e) {
      log.trace("closed", e);
    }
  }

  /** Runs the task soon and gives its result; a failure is the future's. */
  public <T> CompletableFuture<T> submit(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            try {
              result.complete(task.get());
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  /**
   * Runs the task and waits for its result; what it throws is thrown here.
   *
   * @throws IllegalStateException if the loop is closed or the thread interrupted
   */
  public <T> T call(Supplier<T> task) {
    try {
      return thread.submit(task::get).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("mini-mesos failed inside", e.getCause());
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("mini-mesos is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while mini-mesos worked", e);
    }
  }

  /** As {@link #call}, without a result. */
  public void run(Runnable task) {
    boolean unused =
        call(
            () -> {
              task.run();
              return true;
            });
  }

  /** Runs the task once, later. */
  public Timer after(Duration delay, Runnable task) {
    return timer(thread.schedule(logged(task), delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Runs the task on a fixed beat, the first time after one interval. */
  public Timer every(Duration interval, Runnable task) {
    long nanos = interval.toNanos();
    return timer(thread.scheduleAtFixedRate(logged(task), nanos, nanos, TimeUnit.NANOSECONDS));
  }

  private static Timer timer(Future<?> scheduled) {
    return () -> scheduled.cancel(false);
  }

  private static Runnable logged(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("mini-mesos: a step failed, the next ones go on", e);
      }
    };
  }

  /** Runs what was given so far, timers excepted, and ends the thread. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        log.error("mini-mesos: a step did not end within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
