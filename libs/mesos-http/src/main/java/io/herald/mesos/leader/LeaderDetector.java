package io.herald.mesos.leader;

/** Tells who leads, as often as that changes. */
public interface LeaderDetector extends AutoCloseable {

  /** Hears of elections; called by one thread at a time and not to block. */
  @FunctionalInterface
  interface Listener {
    void elected(Election election);

    /**
     * The source can't be reached any more; what it said last stays true. Told once, and then
     * {@link #reachable} when that is over.
     *
     * @param why a sentence
     */
    default void unreachable(String why) {}

    default void reachable() {}
  }

  /**
   * Begins to watch; returns at once. The listener hears the first answer as soon as there is one,
   * then every change. A source that can't be reached is retried for ever, and what it said last
   * stays true meanwhile.
   *
   * @throws IllegalStateException if it was started before
   */
  void start(Listener listener);

  /**
   * Whether the leader that it names was elected, and is not just the first to ask: as long as that
   * is known nobody is worth asking in its place.
   */
  default boolean namesTheElected() {
    return true;
  }

  /** Stops watching. Safe to call twice. */
  @Override
  void close();

  /** What is watched, for messages; without credentials. */
  @Override
  String toString();
}
