package io.herald.executor.health;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Repeats one check on a thread of its own and passes the {@link HealthState} after each attempt to
 * the listener. The first attempt is made at once; after FAILED there are none.
 *
 * <p>A file {@value #SNOOZE_FILE} in the sandbox makes each attempt a success without a check.
 */
public final class HealthMonitor implements AutoCloseable {

  /** Called on the monitor's thread. */
  @FunctionalInterface
  public interface Listener {
    void checked(HealthState health);
  }

  private static final String SNOOZE_FILE = ".healthchecksnooze";
  private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);

  private final Check check;
  private final Path snoozeFile;
  private final Listener listener;
  private final Thread thread;

  /** A check that fails while a task starts is not reported. */
  private final FailureLog failures = new FailureLog(log, Level.INFO);

  private final HealthRounds rounds;

  /**
   * Makes a monitor; {@link #start} begins.
   *
   * @param earlyInterval between checks until the first success; zero: strictly the interval
   */
  public HealthMonitor(
      HealthSettings settings,
      Check check,
      Path sandbox,
      Duration earlyInterval,
      Listener listener) {
    this.check = check;
    this.snoozeFile = sandbox.resolve(SNOOZE_FILE);
    this.rounds = new HealthRounds(settings, check.cheap() ? earlyInterval : Duration.ZERO);
    this.listener = listener;
    this.thread = Threads.daemon("health", this::run);
  }

  /** Begins with the first attempt. To be called once. */
  public void start() {
    thread.start();
  }

  /** Ends the checks; one that runs is interrupted. The listener may still be in a call. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (rounds.health().phase() != HealthState.Phase.FAILED) {
        attempt();
        TimeUnit.NANOSECONDS.sleep(rounds.pause(System.nanoTime()).toNanos());
      }
    } catch (InterruptedException e) {
      log.debug("Health checks end");
    }
  }

  private void attempt() throws InterruptedException {
    long now = System.nanoTime();
    CheckResult result = ask();
    if (rounds.count(result, now)) {
      report(result);
      listener.checked(rounds.health());
    }
  }

  private void report(CheckResult result) {
    if (result.passed()) {
      failures.succeeded("the health check passes after {} failures", failures.failures());
    } else if (!failures.failed("the health check failed: {}", result.reason())) {
      log.debug("the health check failed {} times: {}", failures.failures(), result.reason());
    }
  }

  private CheckResult ask() throws InterruptedException {
    if (Files.exists(snoozeFile)) {
      return CheckResult.pass();
    }
    try {
      return check.run();
    } catch (RuntimeException e) {
      if (!failures.isFailing()) {
        log.error("the health check itself failed; this counts as a failed check", e);
      }
      return CheckResult.fail("The check itself failed: " + Reason.of(e));
    }
  }
}
