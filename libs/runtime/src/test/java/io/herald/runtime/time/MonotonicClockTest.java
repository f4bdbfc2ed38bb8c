package io.herald.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {

  @Test
  void startsAtTheWallClocksTimeAndAdvancesWithTheNanoseconds() {
    AtomicLong nanos = new AtomicLong(-5);
    Instant start = Instant.parse("2026-11-29T12:00:00Z");
    Clock clock = MonotonicClock.starting(start, nanos::get);
    assertThat(clock.instant()).isEqualTo(start);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(clock.instant()).isEqualTo(start.plus(Duration.ofHours(1)));
  }

  @Test
  void theSystemsStartsNow() {
    Instant before = Instant.now();
    Instant read = MonotonicClock.startingNow().instant();
    assertThat(Duration.between(before, read).abs()).isLessThan(Duration.ofMinutes(1));
  }
}
