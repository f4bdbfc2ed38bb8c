package io.herald.mesos.leader;

import org.apache.curator.framework.state.ConnectionState;

/** Reports which master leads, as often as that changes. */
public interface LeaderDetector extends AutoCloseable {

  /** Receives elections; called by one thread at a time, and must not block. */
  @FunctionalInterface
  interface Listener {
    void elected(Election election);

    /**
     * The source can't be reached any more; what it said last stays true. Called once, and then
     * {@link #reachable} when that is over.
     *
     * @param why a sentence
     */
    default void unreachable(String why) {}

    default void reachable() {}

    /**
     * How the connection to ZooKeeper stands, if that is the source; called by a thread of
     * Curator's.
     */
    default void connection(ConnectionState state) {}
  }

  /**
   * Begins to watch; returns at once. The listener receives the first answer as soon as there is
   * one, then every change. A source that can't be reached is retried for ever, and what it said
   * last stays true meanwhile.
   *
   * @throws IllegalStateException if it was started before
   */
  void start(Listener listener);

  /**
   * Whether the leader that it names was elected, and is not just the first to ask: then no other
   * master is asked in its place.
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
