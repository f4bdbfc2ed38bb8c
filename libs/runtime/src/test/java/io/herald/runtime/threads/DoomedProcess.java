package io.herald.runtime.threads;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/**
 * A main whose serving thread fails in the way that its argument names. It prints "serving" for
 * each failure that it lives on after, and ends by itself, with code 0, only where it should.
 */
final class DoomedProcess {

  /** More than any address space has, so no native thread can be made for it. */
  private static final long STACK = 1L << 46;

  private DoomedProcess() {}

  public static void main(String[] args) throws InterruptedException {
    ExitOnFatalError.install();
    NamedScheduler scheduler = new NamedScheduler("scheduled");
    switch (args[0]) {
      case "thread-without-memory" -> new Thread(DoomedProcess::exhaustMemory, "serving").start();
      case "thread-without-threads" -> new Thread(DoomedProcess::startOne, "serving").start();
      case "executed" -> scheduler.execute(DoomedProcess::exhaustMemory);
      case "submitted" -> ignore(scheduler.submit(DoomedProcess::exhaustMemory));
      case "later" -> ignore(scheduler.schedule(DoomedProcess::startOne, 1, MILLISECONDS));
      case "repeated" ->
          ignore(scheduler.scheduleWithFixedDelay(DoomedProcess::startOne, 0, 1, MILLISECONDS));
      case "wrapped" -> scheduler.execute(DoomedProcess::failInside);
      case "stack-overflow" -> {
        CountDownLatch rounds = new CountDownLatch(3);
        ignore(
            scheduler.scheduleWithFixedDelay(
                () -> {
                  rounds.countDown();
                  overflow(1);
                },
                0,
                1,
                MILLISECONDS));
        rounds.await();
        System.out.println("serving");
        System.exit(0);
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    new CountDownLatch(1).await(); // deaf, if nobody ends it
  }

  /** As most callers do, who look at no future. */
  private static void ignore(Future<?> future) {
    assert future != null;
  }

  private static void exhaustMemory() {
    Object[] chain = null;
    while (true) {
      Object[] longer = new Object[1 << 10];
      longer[0] = chain;
      chain = longer;
    }
  }

  private static void failInside() {
    throw new CompletionException(new OutOfMemoryError("of a library"));
  }

  private static void startOne() {
    new Thread(null, () -> {}, "one more", STACK).start();
  }

  private static int overflow(int depth) {
    return depth < 0 ? 0 : overflow(depth + 1) + 1;
  }
}
