package io.herald.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonotonicClockTest {

  @Test
  void startsAtTheWallClocksTimeAndAdvancesWithTheNanoseconds() {
    AtomicLong nanos = new AtomicLong(-5);
    Instant start = Instant.parse("2026-11-29T12:00:00Z");
    Clock clock = MonotonicClock.starting(Clock.fixed(start, ZoneOffset.UTC), nanos::get);
    assertThat(clock.instant()).isEqualTo(start);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(clock.instant()).isEqualTo(start.plus(Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-2H", "PT48H"})
  void whenTheWallClockIsSetReadingsGoOnAndDatesFollow(Duration step) {
    AtomicLong nanos = new AtomicLong();
    AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-11-29T12:00:00Z"));
    Clock clock = MonotonicClock.starting(wallClock(wall), nanos::get);
    Instant before = clock.instant();

    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    wall.updateAndGet(time -> time.plusSeconds(10).plus(step));

    assertThat(Duration.between(before, clock.instant())).isEqualTo(Duration.ofSeconds(10));
    assertThat(MonotonicClock.dateOf(clock.instant(), clock)).isEqualTo(wall.get());
    assertThat(MonotonicClock.readingAt(wall.get(), clock)).isEqualTo(clock.instant());
  }

  @Test
  void aWallClocksReadingsAreDates() {
    Instant some = Instant.parse("2026-11-29T12:00:00Z");
    assertThat(MonotonicClock.dateOf(some, Clock.systemUTC())).isEqualTo(some);
    assertThat(MonotonicClock.readingAt(some, Clock.systemUTC())).isEqualTo(some);
  }

  private static Clock wallClock(AtomicReference<Instant> time) {
    return new Clock() {
      @Override
      public Instant instant() {
        return time.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Test
  void theSystemsStartsNow() {
    Instant before = Instant.now();
    Instant read = MonotonicClock.startingNow().instant();
    assertThat(Duration.between(before, read).abs()).isLessThan(Duration.ofMinutes(1));
  }
}
