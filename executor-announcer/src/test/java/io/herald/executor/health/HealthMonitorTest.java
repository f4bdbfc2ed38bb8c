package io.herald.executor.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class HealthMonitorTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(5);

  @TempDir Path sandbox;
  private final List<HealthState> seen = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void theFirstAttemptIsMadeAtOnce() {
    try (HealthMonitor monitor = monitor(settings(HOUR), check(1, true), Duration.ZERO)) {
      monitor.start();

      await().until(() -> seen.size() == 1);
      assertThat(seen.get(0).phase()).isEqualTo(HealthState.Phase.RUNNING);
    }
  }

  @Test
  void aCheapCheckFindsAStartedTaskBeforeTheIntervalHasPassed() {
    try (HealthMonitor monitor = monitor(settings(HOUR), check(5, true), SOON)) {
      monitor.start();

      await().until(() -> seen.size() == 2);
      assertThat(seen.get(0).phase()).isEqualTo(HealthState.Phase.STARTING);
      assertThat(seen.get(1).phase()).isEqualTo(HealthState.Phase.RUNNING);
      assertThat(seen.get(1).attempts()).isEqualTo(2);
      assertThat(calls).hasValue(5);
    }
  }

  @Test
  void checksEndWithTheFailure() {
    HealthSettings noGrace = new HealthSettings(Duration.ZERO, SOON, HOUR, 2, 1);
    try (HealthMonitor monitor = monitor(noGrace, check(Integer.MAX_VALUE, true), Duration.ZERO)) {
      monitor.start();

      await().until(() -> seen.size() == 3);
      assertThat(seen.get(2).phase()).isEqualTo(HealthState.Phase.FAILED);
      await().during(Duration.ofMillis(100)).until(() -> calls.get() == 3);
    }
  }

  @Test
  void aSnoozeFileMakesEveryAttemptASuccessWithoutACheck() throws Exception {
    Files.createFile(sandbox.resolve(".healthchecksnooze"));
    try (HealthMonitor monitor =
        monitor(settings(SOON), check(Integer.MAX_VALUE, true), Duration.ZERO)) {
      monitor.start();

      await().until(() -> seen.size() > 3);
      assertThat(seen.get(0).phase()).isEqualTo(HealthState.Phase.RUNNING);
      assertThat(calls).hasValue(0);
    }
  }

  @Test
  void aCheckThatThrowsIsAFailedCheck() {
    Check broken =
        new Check() {
          @Override
          public CheckResult run() {
            throw new IllegalStateException("broken");
          }

          @Override
          public boolean cheap() {
            return true;
          }
        };
    HealthSettings noGrace = new HealthSettings(Duration.ZERO, SOON, HOUR, 0, 1);
    try (HealthMonitor monitor = monitor(noGrace, broken, Duration.ZERO)) {
      monitor.start();

      await().until(() -> seen.size() == 1);
      assertThat(seen.get(0).reason())
          .isEqualTo("Failed health check! The check itself failed: broken");
    }
  }

  @Test
  void theLogTellsTheFirstFailureAndTheRecoveryAlone() {
    Iterator<String> answers = List.of("a", "b", "c", "", "", "d", "", "").iterator();
    Check changing =
        new Check() {
          @Override
          public CheckResult run() {
            String reason = answers.hasNext() ? answers.next() : "";
            return reason.isEmpty() ? CheckResult.pass() : CheckResult.fail(reason);
          }

          @Override
          public boolean cheap() {
            return false;
          }
        };
    HealthSettings patient = new HealthSettings(HOUR, SOON, HOUR, 0, 1);
    Logger logger = (Logger) LoggerFactory.getLogger(HealthMonitor.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (HealthMonitor monitor = monitor(patient, changing, Duration.ZERO)) {
      monitor.start();

      await().until(() -> seen.size() > 10);
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "the health check failed: a",
            "the health check passes after 3 failures",
            "the health check failed: d",
            "the health check passes after 1 failures");
  }

  private HealthMonitor monitor(HealthSettings settings, Check check, Duration early) {
    return new HealthMonitor(settings, check, sandbox, early, seen::add);
  }

  private static HealthSettings settings(Duration interval) {
    return new HealthSettings(HOUR, interval, HOUR, 0, 1);
  }

  /** Fails until the given call, passes from then on. */
  private Check check(int firstSuccess, boolean cheap) {
    return new Check() {
      @Override
      public CheckResult run() {
        return calls.incrementAndGet() >= firstSuccess
            ? CheckResult.pass()
            : CheckResult.fail("not yet");
      }

      @Override
      public boolean cheap() {
        return cheap;
      }
    };
  }
}
