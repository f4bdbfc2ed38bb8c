package io.herald.services.announcement;

import io.herald.catalog.model.Announcement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which members of a set are published: all but those whose task is unhealthy, or all if every task
 * is, since an unhealthy instance may still work. Used by one thread at a time.
 */
final class SetPublication {

  private final Map<String, Members> sets = new HashMap<>();

  /** Adds a member or changes its health. Returns the members whose publication this may change. */
  Set<Announcement.Id> put(Announcement.Id member, boolean healthy) {
    Members members = sets.computeIfAbsent(member.path(), path -> new Members());
    boolean before = members.anyHealthy();
    (healthy ? members.unhealthy : members.healthy).remove(member);
    (healthy ? members.healthy : members.unhealthy).add(member);
    return members.shifted(before);
  }

  /** Removes a member. Returns the members whose publication this may change. */
  Set<Announcement.Id> remove(Announcement.Id member) {
    Members members = sets.get(member.path());
    if (members == null) {
      return Set.of();
    }
    boolean before = members.anyHealthy();
    members.healthy.remove(member);
    members.unhealthy.remove(member);
    if (members.healthy.isEmpty() && members.unhealthy.isEmpty()) {
      sets.remove(member.path());
    }
    return members.shifted(before);
  }

  /** Whether the member is published; false for an unknown one. */
  boolean isPublished(Announcement.Id member) {
    Members members = sets.get(member.path());
    return members != null
        && (members.healthy.contains(member)
            || (!members.anyHealthy() && members.unhealthy.contains(member)));
  }

  private static final class Members {
    private final Set<Announcement.Id> healthy = new HashSet<>(4);
    private final Set<Announcement.Id> unhealthy = new HashSet<>(1);

    private boolean anyHealthy() {
      return !healthy.isEmpty();
    }

    /** The unhealthy members, if the first healthy one came or the last one went. */
    private Set<Announcement.Id> shifted(boolean before) {
      return before == anyHealthy() ? Set.of() : Set.copyOf(unhealthy);
    }
  }
}
