package io.herald.executor.health;

import static io.herald.executor.health.HealthState.Phase.FAILED;
import static io.herald.executor.health.HealthState.Phase.RUNNING;
import static io.herald.executor.health.HealthState.Phase.STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.executor.health.HealthState.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conformance cases H of Aurora's health checker; T is a success, F a failure. */
class HealthStateTest {

  private static final int INTERVAL_SECS = 10;

  @ParameterizedTest(name = "{0}: grace {1}, max failures {2}, min successes {3}: {4}")
  @CsvSource(
      textBlock =
          """
          H1, 20, 0, 1, T,            R
          H2, 20, 0, 1, FT,           SR
          H3, 20, 0, 1, TFF,          RRX
          H4, 20, 0, 1, FFF,          SSX
          H5, 20, 0, 1, FFT,          SSR
          H6, 20, 4, 1, FFFFFFTFFFFF, SSSSSSRRRRRX
          H7, 0,  0, 1, F,            X
          H8, 15, 2, 2, TTFFF,        SRRRX
          H9, 15, 2, 4, FFFFF,        SSSSX
          documented limit of 3 attempts,            20, 0, 1, FFF,   SSX
          remaining attempts can't suffice,          20, 1, 2, TFTF,  SSSX
          failures are counted in a row only,        0,  1, 1, TFTFTF, RRRRRR
          a failed task stays failed,                0,  0, 1, FT,    XX
          """)
  void theTasksStateFollowsTheCalls(
      String id, int grace, int maxFailures, int minSuccesses, String calls, String states) {
    List<Phase> phases = new ArrayList<>();
    for (HealthState health : run(settings(grace, maxFailures, minSuccesses), calls)) {
      phases.add(health.phase());
    }

    assertThat(phases).as(id).isEqualTo(phases(states));
  }

  @Test
  void h8CountsTheFailuresThatAreNotForgiven() {
    assertThat(run(settings(15, 2, 2), "TTFFF"))
        .extracting(HealthState::failures)
        .containsExactly(0, 0, 1, 2, 3);
  }

  @ParameterizedTest(name = "{0}: {4}")
  @CsvSource(
      textBlock =
          """
          forgiven failures hide nothing,       20, 0, 1, TF,      TT
          a counted failure hides the task,     0,  2, 1, TFFT,    TFFT
          back only after enough successes,     0,  3, 2, TTFTT,   FTFFT
          never before it runs,                 20, 0, 2, FTT,     FFT
          """)
  void aTaskIsShownWhileItIsWell(
      String what, int grace, int maxFailures, int minSuccesses, String calls, String shown) {
    StringBuilder well = new StringBuilder();
    for (HealthState health : run(settings(grace, maxFailures, minSuccesses), calls)) {
      well.append(health.healthy() ? 'T' : 'F');
    }

    assertThat(well).as(what).hasToString(shown);
  }

  @Test
  void theReasonOfTheEndNamesTheLastFailure() {
    HealthState tooMany =
        HealthState.unknown(settings(0, 0, 1)).after(CheckResult.fail("no answer."));
    HealthState tooLate =
        HealthState.unknown(settings(10, 0, 2))
            .after(CheckResult.fail("no answer."))
            .after(CheckResult.pass())
            .after(CheckResult.fail("again none."));

    assertThat(tooMany.reason()).isEqualTo("Failed health check! no answer.");
    assertThat(tooLate.reason()).isEqualTo("Failed health check! again none.");
    assertThat(last(run(settings(20, 1, 2), "TFTF")).reason())
        .isEqualTo("Not enough successful health checks in time. Last failure: down");
  }

  @Test
  void anEarlyCheckCountsOnlyIfItPasses() {
    HealthState none = HealthState.unknown(settings(0, 0, 1));

    assertThat(none.afterEarly(CheckResult.fail("down"))).isEqualTo(none);
    assertThat(none.afterEarly(CheckResult.pass()).phase()).isEqualTo(RUNNING);
    assertThat(none.afterEarly(CheckResult.pass()).attempts()).isOne();
  }

  @ParameterizedTest(name = "grace {0} s by {1} s: {2} attempts")
  @CsvSource({"15, 10, 2", "20, 10, 2", "0, 10, 0", "0.3, 0.1, 3", "1, 3, 1"})
  void theGraceIsCountedInAttempts(double grace, double interval, int forgiven) {
    HealthSettings settings =
        new HealthSettings(seconds(grace), seconds(interval), Duration.ofSeconds(1), 0, 1);

    assertThat(settings.forgivenAttempts()).isEqualTo(forgiven);
  }

  @Test
  void settingsThatCanNotBeCountedAreRefused() {
    assertThatThrownBy(
            () -> new HealthSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), 0, 1))
        .hasMessage("health_check_config.interval_secs = 0.0 s: must be more than 0.");
    assertThatThrownBy(() -> settings(10, -1, 1))
        .hasMessage("health_check_config.max_consecutive_failures = -1: must be at least 0.");
  }

  private static List<HealthState> run(HealthSettings settings, String calls) {
    List<HealthState> all = new ArrayList<>();
    HealthState health = HealthState.unknown(settings);
    for (int call = 0; call < calls.length(); call++) {
      health =
          health.after(calls.charAt(call) == 'T' ? CheckResult.pass() : CheckResult.fail("down"));
      all.add(health);
    }
    return all;
  }

  private static HealthState last(List<HealthState> all) {
    return all.get(all.size() - 1);
  }

  private static HealthSettings settings(int grace, int maxFailures, int minSuccesses) {
    return new HealthSettings(
        Duration.ofSeconds(grace),
        Duration.ofSeconds(INTERVAL_SECS),
        Duration.ofSeconds(1),
        maxFailures,
        minSuccesses);
  }

  private static Duration seconds(double value) {
    return Duration.ofNanos(Math.round(value * 1e9));
  }

  private static List<Phase> phases(String letters) {
    return letters
        .chars()
        .mapToObj(
            letter ->
                switch (letter) {
                  case 'S' -> STARTING;
                  case 'R' -> RUNNING;
                  default -> FAILED;
                })
        .toList();
  }
}
