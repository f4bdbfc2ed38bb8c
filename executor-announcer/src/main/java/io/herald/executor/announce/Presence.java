package io.herald.executor.announce;

import io.herald.executor.options.AnnouncePolicy;
import java.time.Duration;

/**
 * Shows and hides one task by what becomes of it: the {@link AnnouncePolicy} at work. For use by
 * one thread, {@link #leave} by any.
 */
public final class Presence {

  private final Announcer announcer;
  private final AnnouncePolicy policy;
  private boolean shown;

  public Presence(Announcer announcer, AnnouncePolicy policy) {
    this.announcer = announcer;
    this.policy = policy;
  }

  /** The task has been started. */
  public void started() {
    if (policy == AnnouncePolicy.START) {
      show();
    }
  }

  /** The task runs: its health check, if it has one, has passed for the first time. */
  public void running() {
    show();
  }

  /** The health of a task that runs has changed. */
  public void healthChanged(boolean well) {
    if (policy != AnnouncePolicy.HEALTHY) {
      return;
    }
    if (well) {
      show();
    } else {
      shown = false;
      announcer.hide();
    }
  }

  /** Whether clients may be finding the task: it was shown and not hidden since. */
  public boolean shown() {
    return shown;
  }

  /** Hides the task for good; see {@link Announcer#leave}. */
  public boolean leave(Duration atMost) throws InterruptedException {
    return announcer.leave(atMost);
  }

  private void show() {
    shown = true;
    announcer.show();
  }
}
