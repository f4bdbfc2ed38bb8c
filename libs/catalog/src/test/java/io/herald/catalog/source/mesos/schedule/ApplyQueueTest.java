package io.herald.catalog.source.mesos.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Order, and what waits at most. */
@Timeout(120)
class ApplyQueueTest {

  private static final int MEBIBYTE = 1 << 20;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ApplyQueue queue = new ApplyQueue();

  @Test
  void stepsAreDoneInTheOrderInWhichTheyCameAfterWhatIsFirst() throws Exception {
    List<String> done = new ArrayList<>();
    queue.add(() -> done.add("a"), 100);
    queue.add(() -> done.add("b"));
    queue.add(() -> done.add("c"), 5 * MEBIBYTE / 10);
    queue.take(LONG, () -> done.add("first"));
    queue.take(Duration.ZERO, () -> done.add("first"));
    assertThat(done).containsExactly("first", "a", "b", "c", "first");
  }

  @Test
  void aThousandAndSomeAreDoneAtOnce() throws Exception {
    List<Integer> done = new ArrayList<>();
    IntStream.range(0, 1500).forEach(i -> queue.add(() -> done.add(i), 1));
    queue.take(LONG, () -> {});
    assertThat(done).hasSize(1024);
    queue.take(LONG, () -> {});
    assertThat(done).containsExactlyElementsOf(IntStream.range(0, 1500).boxed().toList());
  }

  @Test
  void whatWaitsIsNeverMoreThanAMebibyteOfWhatCame() throws Exception {
    int each = 100_000;
    BlockingQueue<Integer> added = new LinkedBlockingQueue<>();
    List<Integer> applied = new ArrayList<>();
    List<Integer> waiting = new ArrayList<>();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 100; i++) {
                int number = i;
                queue.add(
                    () -> {
                      waiting.add(added.size() - applied.size());
                      applied.add(number);
                    },
                    each);
                added.add(number);
              }
            });
    while (applied.size() < 100) {
      queue.take(LONG, () -> {});
    }
    reader.join();
    assertThat(applied).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(waiting).allMatch(steps -> steps <= MEBIBYTE / each);
  }

  @Test
  void aStepThatFailsGivesItsRoomBackAndTheNextOneIsDone() throws Exception {
    queue.add(
        () -> {
          throw new IllegalStateException("a change that can't be applied");
        },
        MEBIBYTE);
    assertThatThrownBy(() -> queue.take(LONG, () -> {}))
        .hasMessage("a change that can't be applied");
    List<String> done = new ArrayList<>();
    queue.add(() -> done.add("larger than all there is room for"), 2 * MEBIBYTE);
    queue.take(LONG, () -> {});
    assertThat(done).hasSize(1);
  }

  @Test
  void whoWaitsForRoomIsLetGoWhenTheQueueCloses() {
    queue.add(() -> {}, MEBIBYTE);
    CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> queue.add(() -> {}, 1));
    queue.close();
    reader.join();
    assertThat(queue.isClosed()).isTrue();
  }

  @Test
  void whoWaitsForRoomIsLetGoWhenInterruptedAndTakesNone() throws Exception {
    List<String> done = new ArrayList<>();
    queue.add(() -> done.add("all of it"), MEBIBYTE);
    Thread.currentThread().interrupt();
    queue.add(() -> done.add("never"), 1);
    assertThat(Thread.interrupted()).isTrue();
    queue.take(LONG, () -> {});
    queue.add(() -> done.add("all of it"), MEBIBYTE);
    queue.take(LONG, () -> {});
    assertThat(done).containsExactly("all of it", "all of it");
  }
}
