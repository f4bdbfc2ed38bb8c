package io.herald.executor.announce;

/** Creates announcers and closes what they share. */
public interface Announcers extends AutoCloseable {

  /** An announcer that shows nothing yet. Does not wait for ZooKeeper. */
  Announcer of(AnnounceRequest announcement);

  /** Ends the ZooKeeper session, if any, and with it everything still announced. */
  @Override
  void close();
}
