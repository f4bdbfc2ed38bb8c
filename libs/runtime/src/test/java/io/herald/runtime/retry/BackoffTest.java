package io.herald.runtime.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));

  @Test
  void delaysDoubleUpToTheLongestEachShortenedByAtMostAHalf() {
    for (long full : new long[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backoff.failed()).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
    }
    assertThat(backoff.failures()).isEqualTo(6);
  }

  @Test
  void delaysStayTheLongestHoweverManyFail() {
    for (int i = 0; i < 200; i++) {
      assertThat(backoff.failed()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void afterASuccessTheFirstDelayComesAgain() {
    backoff.failed();
    backoff.failed();
    backoff.succeeded();
    assertThat(backoff.failures()).isZero();
    assertThat(backoff.failed()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void delaysOfClientsThatFailedTogetherDiffer() {
    Backoff other = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(2));
    assertThat(backoff.failed()).isNotEqualTo(other.failed());
  }

  @Test
  void delaysThatAreNotInOrderAreRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("PT2S");
  }
}
