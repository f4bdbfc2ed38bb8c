package io.herald.executor.announce;

import io.herald.executor.options.AnnouncePolicy;
import java.time.Duration;

/**
 * Shows and hides one task as its health changes: the {@link AnnouncePolicy} at work. For use by
 * one thread, {@link #leave} by any.
 */
public final class Presence {

  /** What an update of a task's health changes. */
  public enum Transition {
    NONE,
    /** The task runs, for the first time. */
    RUNNING,
    /** A task that was unhealthy is healthy. */
    HEALTHY,
    /** A task that was healthy is not. */
    UNHEALTHY
  }

  private final Announcer announcer;
  private final AnnouncePolicy policy;
  private boolean running;
  private boolean healthy;
  private boolean shown;

  public Presence(Announcer announcer, AnnouncePolicy policy) {
    this.announcer = announcer;
    this.policy = policy;
  }

  /** The task has been started. */
  public void started() {
    show(policy == AnnouncePolicy.START);
  }

  /**
   * The task runs: its health check, if it has one, has passed for the first time or is repeated.
   *
   * @param nowHealthy true for a task without a check
   */
  public Transition running(boolean nowHealthy) {
    Transition change = change(nowHealthy);
    running = true;
    healthy = nowHealthy;
    show(
        switch (policy) {
          case START, RUNNING -> true;
          case HEALTHY -> healthy;
        });
    return change;
  }

  /** Whether clients may be finding the task: it was shown and not hidden since. */
  public boolean shown() {
    return shown;
  }

  /** Hides the task for good; see {@link Announcer#leave}. */
  public boolean leave(Duration atMost) throws InterruptedException {
    return announcer.leave(atMost);
  }

  private Transition change(boolean nowHealthy) {
    if (!running) {
      return Transition.RUNNING;
    }
    if (nowHealthy == healthy) {
      return Transition.NONE;
    }
    return nowHealthy ? Transition.HEALTHY : Transition.UNHEALTHY;
  }

  private void show(boolean wanted) {
    if (wanted == shown) {
      return;
    }
    shown = wanted;
    if (wanted) {
      announcer.show();
    } else {
      announcer.hide();
    }
  }
}
