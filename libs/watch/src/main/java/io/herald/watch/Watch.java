package io.herald.watch;

/** A reader's hold on a watch. Safe for any thread. */
public interface Watch extends AutoCloseable {

  /**
   * Has {@link WatchListener#onProgress} called as soon as everything before it is taken: for signs
   * of life. Asking again before that changes nothing.
   */
  void askProgress();

  /** Ends the watch; one call of the listener may be under way. Safe to call twice. */
  @Override
  void close();
}
