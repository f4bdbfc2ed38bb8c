package io.herald.minimesos.agent;

import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.loop.Timer;
import java.time.Duration;
import org.apache.mesos.v1.Protos.HealthCheck;

/**
 * Checks one task's health at intervals, as Mesos' executors do: failures don't count before the
 * first success while the grace period lasts; every failure that counts is told, of successes the
 * first and those after failures. For the cluster's thread.
 */
final class HealthChecks {

  /** Hears what comes of it. */
  interface Listener {

    /**
     * A result that counts.
     *
     * @param kill whether there were so many failures in a row that the task has to go
     */
    void result(boolean healthy, boolean kill);
  }

  private final EventLoop loop;
  private final HealthCheck check;
  private final HealthProbes probes;
  private final HealthProbes.Commands commands;
  private final Listener listener;
  private final long start = System.nanoTime();
  private boolean initializing = true;
  private int failures;

  /** The question that is open, by number; 0: none is. */
  private long open;

  private long asked;
  private boolean stopped;
  private Timer next = Timer.NONE;
  private Timer question = Timer.NONE;

  HealthChecks(
      EventLoop loop,
      HealthCheck check,
      HealthProbes probes,
      HealthProbes.Commands commands,
      Listener listener) {
    this.loop = loop;
    this.check = check;
    this.probes = probes;
    this.commands = commands;
    this.listener = listener;
    this.next = loop.after(duration(check.getDelaySeconds()), this::ask);
  }

  /** No result is told from now on. */
  void stop() {
    stopped = true;
    next.cancel();
    question.cancel();
  }

  private void ask() {
    asked++;
    long number = asked;
    open = number;
    Duration timeout = duration(check.getTimeoutSeconds());
    Timer asking =
        probes.ask(
            check, timeout, commands, passed -> loop.execute(() -> answered(number, passed)));
    question = asking;
    if (!timeout.isZero()) {
      next =
          loop.after(
              timeout,
              () -> {
                asking.cancel();
                answered(number, false);
              });
    }
  }

  private void answered(long number, boolean passed) {
    if (stopped || number != open) {
      return;
    }
    open = 0;
    next.cancel();
    if (passed) {
      succeeded();
    } else {
      failed();
    }
    if (!stopped) {
      next = loop.after(duration(check.getIntervalSeconds()), this::ask);
    }
  }

  private void failed() {
    Duration grace = duration(check.getGracePeriodSeconds());
    boolean graced = Duration.ofNanos(System.nanoTime() - start).compareTo(grace) <= 0;
    if (initializing && !grace.isZero() && graced) {
      return;
    }
    failures++;
    listener.result(false, failures >= check.getConsecutiveFailures());
  }

  private void succeeded() {
    boolean news = initializing || failures > 0;
    initializing = false;
    failures = 0;
    if (news) {
      listener.result(true, false);
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
