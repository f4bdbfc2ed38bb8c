package io.herald.executor.options;

import java.util.Locale;

/**
 * What to do about a member of the same shard that an earlier task left: its session may outlive it
 * for as long as the session time-out, and readers would see both.
 */
public enum StaleMemberPolicy {
  /** Nothing, and members carry no mark. Aurora's way. */
  KEEP,
  /** Say it in the log. Members carry their task in their metadata. */
  REPORT,
  /**
   * Delete it, once: one whose executor still lives joins again, for its announcement is true.
   * Members carry their task in their metadata.
   */
  REMOVE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
