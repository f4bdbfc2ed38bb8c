package io.herald.executor.health;

import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Repeats one check as {@link HealthMonitor} does, on a loop and a thread that others share. For
 * the shared thread alone.
 */
public final class LoopedMonitor implements AutoCloseable {

  private final Check check;
  private final CheckLoop loop;
  private final NamedScheduler thread;
  private final HealthRounds rounds;
  private final HealthMonitor.Listener listener;
  private @Nullable ScheduledFuture<?> next;
  private boolean closed;

  /**
   * Makes a monitor; {@link #start} begins.
   *
   * @param thread a single one, on which all of it happens
   * @param earlyInterval between checks until the first success; zero: strictly the interval
   */
  public LoopedMonitor(
      HealthPlan plan,
      CheckLoop loop,
      NamedScheduler thread,
      Duration earlyInterval,
      HealthMonitor.Listener listener) {
    this.check = plan.check();
    this.loop = loop;
    this.thread = thread;
    this.rounds = new HealthRounds(plan.settings(), check.cheap() ? earlyInterval : Duration.ZERO);
    this.listener = listener;
  }

  /** Begins with the first attempt. To be called once. */
  public void start() {
    attempt();
  }

  /** Ends the checks; the result of one that runs is dropped. */
  @Override
  public void close() {
    closed = true;
    if (next != null) {
      next.cancel(false);
    }
  }

  private void attempt() {
    long began = System.nanoTime();
    loop.run(check, result -> passOn(result, began));
  }

  private void passOn(CheckResult result, long began) {
    try {
      thread.execute(() -> count(result, began));
    } catch (RejectedExecutionException e) {
      return; // All of it has ended.
    }
  }

  private void count(CheckResult result, long began) {
    if (closed) {
      return;
    }
    if (rounds.count(result, began)) {
      listener.checked(rounds.health());
    }
    if (!closed && rounds.health().phase() != HealthState.Phase.FAILED) {
      next =
          thread.schedule(
              this::attempt, rounds.pause(System.nanoTime()).toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
