package io.herald.dns.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.dns.record.Contribution;
import io.herald.dns.zone.ZoneText;
import io.herald.runtime.threads.Threads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A large change goes in piece by piece, by one thread, and none is left behind. */
class ChangeChunksTest {

  private static final Contribution ONE = ZoneText.contribution("a.mesos. A 10.0.0.1");
  private static final int THREE_PIECES = 700;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Threads.daemons("loading-of-the-test"));
  private final ChangeChunks chunks = new ChangeChunks(thread);

  @AfterEach
  void stop() {
    thread.shutdown();
  }

  /** So many contributions, then this failure. */
  private static Iterable<Contribution> contributions(int count, @Nullable RuntimeException then) {
    return contributions(count, then, new CountDownLatch(1));
  }

  private static Iterable<Contribution> contributions(
      int count, @Nullable RuntimeException then, CountDownLatch failed) {
    return () ->
        new Iterator<>() {
          private int given;

          @Override
          public boolean hasNext() {
            return given < count || then != null;
          }

          @Override
          public Contribution next() {
            if (given++ == count && then != null) {
              failed.countDown();
              throw then;
            }
            return ONE;
          }
        };
  }

  @Test
  void allButTheLastPieceAreOfTheOneThread() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    chunks.apply(
        List.of(ONE),
        contributions(THREE_PIECES, null),
        (removed, added) -> {
          threads.add(Thread.currentThread().getName());
          sizes.add(added.size() - removed.size());
        });
    assertThat(threads)
        .containsExactlyInAnyOrder("loading-of-the-test", Thread.currentThread().getName());
    assertThat(sizes).containsExactly(256, 256, 700 - 512 - 1);
  }

  @Test
  void ifMakingTheNextPieceFailsTheRunningOneIsAwaitedAndTheFailureReachesTheCaller()
      throws Exception {
    RuntimeException failure = new IllegalStateException("of the producer");
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    AtomicInteger finishedAtReturn = new AtomicInteger(-1);
    Thread caller =
        Threads.daemon(
            "caller-of-the-test",
            () -> {
              try {
                chunks.apply(
                    List.of(),
                    contributions(300, failure, failed),
                    (removed, added) -> {
                      awaitUninterruptibly(release);
                      finished.incrementAndGet();
                    });
              } catch (RuntimeException e) {
                thrown.set(e);
              }
              finishedAtReturn.set(finished.get());
            });
    caller.start();

    failed.await();
    await()
        .until(
            () ->
                caller.getState() == Thread.State.WAITING
                    || caller.getState() == Thread.State.TERMINATED);
    assertThat(caller.getState())
        .as("a caller whose piece is under way")
        .isEqualTo(Thread.State.WAITING);

    release.countDown();
    caller.join();
    assertThat(thrown.get()).isSameAs(failure);
    assertThat(finishedAtReturn.get()).isEqualTo(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPieceThatFailsIsTheLast() {
    AtomicInteger steps = new AtomicInteger();
    assertThatThrownBy(
            () ->
                chunks.apply(
                    List.of(),
                    contributions(THREE_PIECES, null),
                    (removed, added) -> {
                      steps.incrementAndGet();
                      throw new IllegalStateException("of the step");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("of the step");
    assertThat(steps.get()).isEqualTo(1);
  }

  @Test
  void ifBothFailTheProducersFailureCarriesTheOther() {
    RuntimeException failure = new IllegalStateException("of the producer");
    RuntimeException another = new IllegalArgumentException("of the step");
    assertThatThrownBy(
            () ->
                chunks.apply(
                    List.of(),
                    contributions(300, failure),
                    (removed, added) -> {
                      throw another;
                    }))
        .isSameAs(failure)
        .hasSuppressedException(another);
  }
}
