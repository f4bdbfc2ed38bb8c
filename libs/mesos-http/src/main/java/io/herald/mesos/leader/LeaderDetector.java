package io.herald.mesos.leader;

/** Tells who leads, as often as that changes. */
public interface LeaderDetector extends AutoCloseable {

  /** Hears of elections; called by one thread at a time and not to block. */
  @FunctionalInterface
  interface Listener {
    void elected(Election election);
  }

  /**
   * Begins to watch; returns at once. The listener hears the first answer as soon as there is one,
   * then every change. A source that can't be reached is retried for ever, and what it said last
   * stays true meanwhile.
   *
   * @throws IllegalStateException if it was started before
   */
  void start(Listener listener);

  /** Stops watching. Safe to call twice. */
  @Override
  void close();

  /** What is watched, for messages; without credentials. */
  @Override
  String toString();
}
