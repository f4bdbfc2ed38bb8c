package io.herald.render.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a quiet time of 500 ms and an interval of 2,000 ms. */
class RenderPaceTest {

  private static final RenderPace PACE =
      new RenderPace(Duration.ofMillis(500), Duration.ofSeconds(2));

  @ParameterizedTest(name = "changes {0} to {1}, last rendered {2}: due {3}")
  @CsvSource({
    "10000, 10000, 0, 10500", // a single change: after the quiet time
    "10000, 10300, 0, 10800", // each change begins it anew
    "10000, 11400, 0, 11900",
    "10000, 11600, 0, 12000", // but nobody waits longer than four times
    "10000, 19000, 0, 12000",
    "10000, 10000, 9000, 11000", // and not sooner than the interval after the last rendering
    "10000, 10000, 8500, 10500",
    "10000, 10000, 9900, 11900",
    "10000, 11900, 9900, 12000"
  })
  void aRenderingIsDueAfterQuietAndInterval(long first, long last, long rendered, long due) {
    assertThat(PACE.due(first * 1_000_000, last * 1_000_000, rendered * 1_000_000))
        .isEqualTo(due * 1_000_000);
  }
}
