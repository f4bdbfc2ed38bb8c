package io.herald.runtime.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that shares threads is done as if each had a thread of its own. */
class TurnsTest {

  private static final int THREADS = 4;

  private final NamedScheduler threads = new NamedScheduler("shared", THREADS);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void eachIsDoneInItsOrderAndNeverByTwoThreadsAtOnce() throws Exception {
    int many = 50;
    int pieces = 200;
    List<Turns> all = IntStream.range(0, many).mapToObj(i -> new Turns(threads)).toList();
    List<List<Integer>> done = new ArrayList<>();
    all.forEach(unused -> done.add(Collections.synchronizedList(new ArrayList<>())));
    Set<Integer> busy = ConcurrentHashMap.newKeySet();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch rest = new CountDownLatch(many * pieces);
    for (int piece = 0; piece < pieces; piece++) {
      for (int i = 0; i < many; i++) {
        int which = i;
        int number = piece;
        all.get(i)
            .execute(
                () -> {
                  if (!busy.add(which)) {
                    overlaps.incrementAndGet();
                  }
                  done.get(which).add(number);
                  busy.remove(which);
                  rest.countDown();
                });
      }
    }

    assertThat(rest.await(5, TimeUnit.MINUTES)).isTrue();
    assertThat(overlaps).hasValue(0);
    assertThat(done)
        .allSatisfy(
            numbers -> assertThat(numbers).isEqualTo(IntStream.range(0, pieces).boxed().toList()));
  }

  @Test
  void whatWaitsKeepsNoOtherFromItsTurn() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(10);
    Turns slow = new Turns(threads);
    for (int i = 0; i < 10; i++) {
      slow.execute(() -> awaitQuietly(release));
    }
    for (int i = 0; i < 10; i++) {
      new Turns(threads).execute(others::countDown);
    }

    assertThat(others.await(5, TimeUnit.MINUTES)).isTrue();
    release.countDown();
  }

  @Test
  void afterWorkThatFailedTheNextIsDone() throws Exception {
    Turns turns = new Turns(threads);
    CountDownLatch next = new CountDownLatch(1);

    turns.execute(
        () -> {
          throw new IllegalStateException("this piece of the test's work fails");
        });
    turns.execute(next::countDown);

    assertThat(next.await(5, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void whatIsForLaterTakesItsTurnToo() throws Exception {
    Turns turns = new Turns(threads);
    CountDownLatch rounds = new CountDownLatch(3);

    var unused = turns.repeat(rounds::countDown, Duration.ofMillis(1));

    assertThat(rounds.await(5, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void afterTheEndWorkIsRejectedAndNotKept() throws Exception {
    Turns turns = new Turns(threads);
    CountDownLatch ended = new CountDownLatch(1);
    turns.execute(
        () -> {
          threads.shutdown();
          ended.countDown();
        });
    assertThat(ended.await(5, TimeUnit.MINUTES)).isTrue();
    assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();

    assertThatThrownBy(() -> turns.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
