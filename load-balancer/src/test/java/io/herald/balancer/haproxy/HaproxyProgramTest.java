package io.herald.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.runtime.time.MonotonicClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a program that isn't there, or isn't HAProxy. */
class HaproxyProgramTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/no/haproxy | /no/haproxy can't be run; install HAProxy, or give haproxyProgram its whole",
        "/bin/true | /bin/true has ended and left no process behind, so it isn't HAProxy 2.6",
      })
  void isAProblemWithItsRemedy(String program, String sentence) {
    HaproxySettings settings =
        new HaproxySettings(
            program,
            folder,
            Optional.empty(),
            "127.0.0.1",
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            HaproxySettings.LOOPBACK,
            OptionalInt.empty(),
            Optional.empty(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            true,
            1);
    HaproxyPlane plane = HaproxyPlane.open(settings, MonotonicClock.startingNow());
    try {
      plane.apply(new DesiredState(1, new TreeMap<>(), new TreeMap<>()));
      await().until(() -> !plane.status().problems().isEmpty());
      assertThat(plane.status().problems())
          .extracting(PlaneProblem::what)
          .singleElement()
          .asString()
          .contains(sentence);
      assertThat(plane.status().applied()).isZero();
    } finally {
      plane.close();
    }
  }
}
