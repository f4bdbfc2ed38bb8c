package io.herald.executor.announce;

/** Makes announcers, and ends what they share. */
public interface Announcers extends AutoCloseable {

  /** An announcer that shows nothing yet. Does not wait for ZooKeeper. */
  Announcer of(AnnounceRequest announcement);

  /** Ends the ZooKeeper session, if there is one, and with it what is still announced. */
  @Override
  void close();
}
