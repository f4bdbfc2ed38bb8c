package io.herald.services.announcement;

import io.herald.catalog.model.Announcement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which members of a set are published: those whose task isn't known to be unhealthy, or all if
 * none is left then, since an unhealthy answer may serve and none never does. Used by one thread at
 * a time.
 */
public final class SetPublication {

  private final Map<String, Members> sets = new HashMap<>();

  /** A member is there, or has another health. Returns those who may be published otherwise now. */
  public Set<Announcement.Id> put(Announcement.Id member, boolean healthy) {
    Members members = sets.computeIfAbsent(member.path(), path -> new Members());
    boolean before = members.anyHealthy();
    (healthy ? members.unhealthy : members.healthy).remove(member);
    (healthy ? members.healthy : members.unhealthy).add(member);
    return members.shifted(before);
  }

  /** A member is gone. Returns those who may be published otherwise now. */
  public Set<Announcement.Id> remove(Announcement.Id member) {
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

  /** Whether the member is to be published; a member that is not there is not. */
  public boolean isPublished(Announcement.Id member) {
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

    /**
     * The unhealthy ones, if it matters to them that there is a healthy one now, or none any more.
     */
    private Set<Announcement.Id> shifted(boolean before) {
      return before == anyHealthy() ? Set.of() : Set.copyOf(unhealthy);
    }
  }
}
