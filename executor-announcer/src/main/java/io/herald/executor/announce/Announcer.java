package io.herald.executor.announce;

import java.time.Duration;

/**
 * Shows one task to those who look for it, and hides it again.
 *
 * <p>{@link #show} and {@link #hide} say what is wanted and return at once; what is in the way is
 * the announcer's to overcome, by trying again, and never the task's to suffer. {@link #leave} is
 * the end. For use by one thread at a time, {@code leave} by any.
 */
public interface Announcer {

  /** The task should be found from now on. */
  void show();

  /** The task should not be found from now on; it may come back. */
  void hide();

  /**
   * Hides the task for good and waits until that is confirmed.
   *
   * @return whether it was confirmed in time; if not, it ends with the ZooKeeper session
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
