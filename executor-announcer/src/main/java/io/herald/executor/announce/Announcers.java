package io.herald.executor.announce;

/** Makes the announcer of a task. */
@FunctionalInterface
public interface Announcers {

  /** An announcer that shows nothing yet. Does not wait for ZooKeeper. */
  Announcer of(Announcement announcement);
}
