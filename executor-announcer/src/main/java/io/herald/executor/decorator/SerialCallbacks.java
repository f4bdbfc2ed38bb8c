package io.herald.executor.decorator;

import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.threads.Threads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a wrapped executor as its driver would: one call at a time, in order, on one thread. A call
 * may be held back without holding back those after it.
 */
final class SerialCallbacks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SerialCallbacks.class);

  private final Consumer<RuntimeException> failed;
  private final NamedScheduler thread = new NamedScheduler("executor-callbacks");

  /**
   * Creates the thread.
   *
   * @param failed takes what a call threw
   */
  SerialCallbacks(Consumer<RuntimeException> failed) {
    this.failed = failed;
  }

  /**
   * Calls, soon.
   *
   * @return whether it will; not after {@link #close}
   */
  boolean call(Runnable callback) {
    try {
      thread.execute(
          () -> {
            try {
              callback.run();
            } catch (RuntimeException e) {
              failed.accept(e);
            }
          });
      return true;
    } catch (RejectedExecutionException e) {
      log.info("a call to the executor came after close and is dropped");
      return false;
    }
  }

  /** Calls, and returns when that has. */
  void callAndWait(Runnable callback) {
    CountDownLatch done = new CountDownLatch(1);
    Runnable counted =
        () -> {
          try {
            callback.run();
          } finally {
            done.countDown();
          }
        };
    if (call(counted)) {
      try {
        done.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Calls once something else is done, which may take its time. */
  void callAfter(Runnable first, Runnable callback) {
    Threads.daemon(
            "before-callback",
            () -> {
              try {
                first.run();
              } finally {
                call(callback);
              }
            })
        .start();
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
