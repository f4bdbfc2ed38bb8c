package io.herald.executor.decorator;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Calls a wrapped executor as its driver would: one call at a time, in order, on one thread. A call
 * may be held back without holding back those after it.
 */
final class SerialCallbacks implements AutoCloseable {

  private final Consumer<RuntimeException> failed;
  private final ThreadPoolExecutor thread;

  /**
   * Makes it.
   *
   * @param failed told what a call threw
   */
  SerialCallbacks(Consumer<RuntimeException> failed) {
    this.failed = failed;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread made = new Thread(work, "executor-callbacks");
              made.setDaemon(true);
              return made;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // What comes after it was closed.
  }

  /** Calls, soon. */
  void call(Runnable callback) {
    thread.execute(
        () -> {
          try {
            callback.run();
          } catch (RuntimeException e) {
            failed.accept(e);
          }
        });
  }

  /** Calls once something else is done, which may take its time. */
  void callAfter(Runnable first, Runnable callback) {
    Thread waiting =
        new Thread(
            () -> {
              try {
                first.run();
              } finally {
                call(callback);
              }
            },
            "before-callback");
    waiting.setDaemon(true);
    waiting.start();
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
