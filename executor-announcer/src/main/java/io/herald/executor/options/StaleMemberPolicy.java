package io.herald.executor.options;

import java.util.Locale;

/**
 * What to do with a member of the same shard that an earlier task left: its session outlives it for
 * up to the session time-out, and readers would see both.
 */
public enum StaleMemberPolicy {
  /** Nothing, and members carry no mark. Aurora's way. */
  KEEP,
  /** Log it. Members carry their task in their metadata. */
  REPORT,
  /**
   * Delete it, once: a member whose executor still lives joins again. Members carry their task in
   * their metadata.
   */
  REMOVE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
