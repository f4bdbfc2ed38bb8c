package io.herald.serverset.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryDelayTest {

  @Test
  void doublesUpToTheLongestEachShortenedByAtMostAHalf() {
    RetryDelay delay = new RetryDelay(Duration.ofMillis(100), Duration.ofMillis(1000));
    for (long full : new long[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(delay.nextMillis()).isBetween(full / 2, full);
    }
    delay.reset();
    assertThat(delay.nextMillis()).isBetween(50L, 100L);
  }

  @Test
  void isNeverZero() {
    RetryDelay delay = new RetryDelay(Duration.ofMillis(1), Duration.ofMillis(1));
    assertThat(delay.nextMillis()).isEqualTo(1);
  }
}
