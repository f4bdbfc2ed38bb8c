package io.herald.etcd;

/** Hears of the keys below a prefix; one call at a time, on the follower's thread. */
public interface PrefixListener {

  /** What has changed. Each change comes once, in the order of its revisions. */
  void changed(PrefixBatch batch);

  /**
   * etcd can't be heard: what was told may be of the past from now on.
   *
   * @param reason a clause that stands behind a colon
   */
  default void stale(String reason) {}

  /** It is heard again: what was told is the present. */
  default void current() {}
}
