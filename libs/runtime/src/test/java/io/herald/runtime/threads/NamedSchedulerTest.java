package io.herald.runtime.threads;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor.AbortPolicy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a scheduler's thread is there. */
class NamedSchedulerTest {

  @Test
  void withoutWorkADaemonEndsAndComesAgainWithTheNext() throws Exception {
    try (Closing closing = new Closing(new NamedScheduler("idle"))) {
      Thread first = closing.thread();
      await().until(() -> !first.isAlive());

      Thread second = closing.thread();

      assertThat(second).isNotSameAs(first);
      assertThat(second.getName()).isEqualTo("idle");
    }
  }

  @Test
  void withWorkForLaterItStays() throws Exception {
    try (Closing closing = new Closing(new NamedScheduler("waiting"))) {
      Thread idle = closing.thread();
      await().until(() -> !idle.isAlive());
      ScheduledFuture<?> later = closing.scheduler().schedule(() -> {}, 1, DAYS);
      closing.scheduler().schedule(() -> {}, 1, MILLISECONDS).get();

      assertThat(closing.scheduler().getPoolSize()).isOne();
      assertThat(later.isDone()).isFalse();
    }
  }

  @Test
  void whatKeepsTheProcessAliveStays() throws Exception {
    try (Closing closing =
        new Closing(new NamedScheduler(Threads.users("kept"), new AbortPolicy()))) {
      assertThat(closing.thread().isDaemon()).isFalse();
      assertThat(closing.scheduler().allowsCoreThreadTimeOut()).isFalse();
    }
  }

  @Test
  void withWorkForLaterAtAnotherItEndsAndDoesTheWorkWhenThatIsDue() throws Exception {
    NamedScheduler clock = NamedScheduler.ofCaller();
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread ticking = Threads.daemon("ticking", () -> clock.workUntil(end));
    ticking.start();
    try (Closing closing = new Closing(new NamedScheduler("woken", 1, clock))) {
      List<String> workers = new CopyOnWriteArrayList<>();
      Thread idle = closing.thread();
      ScheduledFuture<?> later = closing.scheduler().schedule(() -> {}, 1, DAYS);
      await().until(() -> !idle.isAlive());
      assertThat(closing.scheduler().getPoolSize()).isZero();
      assertThat(later.isDone()).isFalse();

      ScheduledFuture<?> once =
          closing
              .scheduler()
              .schedule(() -> workers.add(Thread.currentThread().getName()), 1, MILLISECONDS);
      ScheduledFuture<?> again =
          closing
              .scheduler()
              .scheduleWithFixedDelay(
                  () -> workers.add(Thread.currentThread().getName()), 1, 1, MILLISECONDS);

      await().until(() -> workers.size() > 3);
      assertThat(workers).containsOnly("woken");
      assertThat(once.isDone()).isTrue();
      again.cancel(false);
    } finally {
      end.complete(null);
      ticking.join();
    }
  }

  @Test
  void whatIsRepeatedByAnotherDoesNotPileUpBehindWorkThatTakesLong() throws Exception {
    NamedScheduler clock = NamedScheduler.ofCaller();
    CompletableFuture<Void> end = new CompletableFuture<>();
    try (Closing closing = new Closing(new NamedScheduler("woken", 1, clock))) {
      CountDownLatch busy = new CountDownLatch(1);
      AtomicInteger times = new AtomicInteger();
      closing.scheduler().execute(() -> awaitForEver(busy));
      var again =
          closing.scheduler().scheduleAtFixedRate(times::incrementAndGet, 1, 1, MILLISECONDS);
      var last = clock.schedule(() -> end.complete(null), 100, MILLISECONDS);

      clock.workUntil(end); // on this thread, and so a hundred ticks while the other is busy
      assertThat(closing.scheduler().getQueue()).hasSize(1);
      busy.countDown();

      await().until(() -> times.get() == 1);
      assertThat(again.isDone()).isFalse();
      assertThat(last.isDone()).isTrue();
    }
  }

  @Test
  void withoutAThreadTheCallerDoesTheWorkInItsOrderUntilTheEnd() {
    NamedScheduler callers = NamedScheduler.ofCaller();
    CompletableFuture<Void> end = new CompletableFuture<>();
    List<String> done = new ArrayList<>();
    var later =
        callers.schedule(
            () -> done.add("later by " + Thread.currentThread().getName()), 2, MILLISECONDS);
    var last = callers.schedule(() -> end.complete(null), 20, MILLISECONDS);
    callers.execute(() -> done.add("first"));
    callers.execute(
        () -> {
          done.add("second");
          throw new IllegalStateException("told to the thread's handler");
        });

    callers.workUntil(end);
    callers.execute(() -> done.add("after the end"));

    assertThat(done)
        .containsExactly("first", "second", "later by " + Thread.currentThread().getName());
    assertThat(later.isDone() && last.isDone()).isTrue();
    assertThat(callers.getPoolSize()).isZero();
  }

  @Test
  void anotherThreadEndsTheCallersWorkAndAnInterruptionDoesNot() throws Exception {
    NamedScheduler callers = NamedScheduler.ofCaller();
    CompletableFuture<Void> end = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CountDownLatch worked = new CountDownLatch(1);
    Thread caller =
        Threads.daemon(
            "caller",
            () -> {
              callers.workUntil(end);
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();
    caller.interrupt();
    callers.execute(worked::countDown);
    worked.await();
    assertThat(interrupted).isNotDone();

    end.complete(null);

    assertThat(interrupted.get()).isTrue();
  }

  private static void awaitForEver(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Closing(NamedScheduler scheduler) implements AutoCloseable {

    Thread thread() throws Exception {
      return scheduler.submit(Thread::currentThread).get();
    }

    @Override
    public void close() {
      scheduler.shutdownNow();
    }
  }
}
