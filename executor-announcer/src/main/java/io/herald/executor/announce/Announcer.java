package io.herald.executor.announce;

import java.time.Duration;

/**
 * Shows one task to clients, and hides it again.
 *
 * <p>{@link #show} and {@link #hide} set the wanted state and return at once; the announcer retries
 * until it is reached, and the task is never affected. {@link #leave} is final. For use by one
 * thread at a time, {@code leave} by any.
 */
public interface Announcer {

  /** Clients should find the task from now on. */
  void show();

  /** Clients should not find the task from now on; it may be shown again. */
  void hide();

  /**
   * Hides the task for good and waits for the confirmation.
   *
   * @return whether it was confirmed in time; if not, the announcement ends with the ZooKeeper
   *     session
   */
  boolean leave(Duration atMost) throws InterruptedException;

  /** For a task that is not announced. */
  static Announcer none() {
    return new Announcer() {
      @Override
      public void show() {}

      @Override
      public void hide() {}

      @Override
      public boolean leave(Duration atMost) {
        return true;
      }
    };
  }
}
