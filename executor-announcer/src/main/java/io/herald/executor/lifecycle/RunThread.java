package io.herald.executor.lifecycle;

import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which everything of a run happens, with the run's exit code and its deadline:
 * the thread that calls {@link #work}, which would only wait for the end otherwise. Work that
 * throws ends the run with code 1; work after {@link #close} is dropped. Safe for any thread, but
 * for the deadline, which is the run's own.
 */
public final class RunThread implements Executor, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunThread.class);

  private final String name;
  private final NamedScheduler thread = NamedScheduler.ofCaller();
  private final CompletableFuture<Integer> finished = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private @Nullable ScheduledFuture<?> deadline;

  /**
   * A run that has not begun.
   *
   * @param name of the thread while it works, and of the run in the log
   */
  public RunThread(String name) {
    this.name = name;
    CompletableFuture<?> unused = finished.whenComplete((code, failure) -> close());
  }

  /** Does all work, on the calling thread, until the run is finished or closed. */
  public void work() {
    Thread caller = Thread.currentThread();
    String before = caller.getName();
    caller.setName(name);
    try {
      thread.workUntil(over);
    } finally {
      caller.setName(before);
    }
  }

  /** Keeps what others have for later, until the run is over. */
  public NamedScheduler clock() {
    return thread;
  }

  @Override
  public void execute(Runnable work) {
    if (!over.isDone()) {
      thread.execute(() -> survive(work));
    }
  }

  /** Does this after a time, instead of what had a deadline before. */
  void atDeadline(Duration after, Runnable work) {
    cancelDeadline();
    deadline = thread.schedule(() -> survive(work), after.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean hasDeadline() {
    return deadline != null;
  }

  void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  /** Ends the run with an exit code, unless it has ended. */
  public void finish(int code) {
    finished.complete(code);
  }

  /** Ends the run with a failure, which is for the caller of {@link #finished}. */
  public void fail(Throwable failure) {
    finished.completeExceptionally(failure);
  }

  /** Completes with the exit code. */
  public CompletableFuture<Integer> finished() {
    return finished.copy();
  }

  @Override
  public void close() {
    over.complete(null);
  }

  private void survive(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      log.error("the {} failed; it exits, and its task with it", name, e);
      finished.complete(1);
    }
  }
}
