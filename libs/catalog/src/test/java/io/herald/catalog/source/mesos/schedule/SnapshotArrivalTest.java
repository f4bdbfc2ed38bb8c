package io.herald.catalog.source.mesos.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.source.mesos.mirror.Mirrored;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotArrivalTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Mirrored.Hands clock = new Mirrored.Hands();
  private final SnapshotArrival arrival = new SnapshotArrival(PATIENCE, clock);

  @Test
  void noSnapshotIsAwaitedWithoutASubscription() {
    assertThat(arrival.awaitedUntil()).isEmpty();
    arrival.heard(); // of a subscription that has ended
    assertThat(arrival.awaitedUntil()).isEmpty();
  }

  @Test
  void oneThatComesIsAwaitedForThePatienceAfterWhatCameLast() {
    arrival.begin();
    clock.pass(SECOND);
    arrival.heard();
    assertThat(arrival.awaitedUntil()).contains(clock.instant().plus(PATIENCE));
    clock.pass(SECOND);
    assertThat(arrival.awaitedUntil()).contains(clock.instant().plus(SECOND));
    clock.pass(SECOND);
    assertThat(arrival.awaitedUntil()).as("it stopped coming").isEmpty();
    arrival.heard();
    assertThat(arrival.awaitedUntil()).as("it comes again").isPresent();
    arrival.end();
    assertThat(arrival.awaitedUntil()).as("it was read").isEmpty();
  }

  @Test
  void noneIsAwaitedForMoreThanAMinute() {
    arrival.begin();
    clock.pass(Duration.ofSeconds(59));
    arrival.heard();
    assertThat(arrival.awaitedUntil()).contains(clock.instant().plus(SECOND));
    clock.pass(SECOND);
    arrival.heard();
    assertThat(arrival.awaitedUntil()).isEmpty();
    arrival.begin();
    assertThat(arrival.awaitedUntil()).as("the next subscription").isPresent();
  }
}
