package io.herald.patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManualSchedulerTest {

  private final ManualScheduler scheduler = new ManualScheduler();
  private final List<String> done = new ArrayList<>();

  private void in(long seconds, String name) {
    var unused = scheduler.schedule(() -> done.add(name), seconds, TimeUnit.SECONDS);
  }

  @Test
  void workRunsInTheOrderOfItsTimeAndOnlyWhenThatHasCome() {
    in(3, "c");
    in(1, "a");
    in(1, "b");
    scheduler.runDue();
    assertThat(done).isEmpty();
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(done).containsExactly("a", "b");
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void workThatGivesWorkIsFollowed() {
    var unused = scheduler.schedule(() -> in(1, "later"), 1, TimeUnit.SECONDS);
    scheduler.advance(Duration.ofSeconds(2));
    assertThat(done).containsExactly("later");
  }

  @Test
  void repeatedWorkRunsUntilItIsCancelled() {
    Future<?> repeated =
        scheduler.scheduleWithFixedDelay(() -> done.add("again"), 1, 2, TimeUnit.SECONDS);
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(done).hasSize(3);
    repeated.cancel(false);
    assertThat(scheduler.size()).isZero();
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(done).hasSize(3);
  }

  @Test
  void aFailureReachesTheTest() {
    scheduler.execute(
        () -> {
          throw new IllegalStateException("of the work");
        });
    assertThatThrownBy(scheduler::runDue).hasMessage("of the work");
  }

  @Test
  void afterTheShutdownNothingRunsAndNothingIsTaken() {
    in(1, "a");
    scheduler.shutdown();
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(done).isEmpty();
    assertThatThrownBy(() -> in(1, "b")).isInstanceOf(RejectedExecutionException.class);
  }
}
