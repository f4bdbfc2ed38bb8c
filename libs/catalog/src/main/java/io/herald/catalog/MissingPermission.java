package io.herald.catalog;

import java.util.Optional;

/**
 * A master filters what it lists by what its reader may see, and does not say that it did: to a
 * principal without permission a full cluster looks like an empty one.
 */
public final class MissingPermission {

  private static final String REASONS =
      ": there are none, or the principal that is logged in with may not see them; check %s in the"
          + " masters' ACLs";

  private MissingPermission() {}

  /** A sentence on a cluster that has agents and lists no task; empty for any other. */
  public static Optional<String> hint(long agents, long frameworks, long tasks) {
    if (agents == 0 || tasks > 0) {
      return Optional.empty();
    }
    return Optional.of(
        frameworks == 0
            ? "the masters list agents, but no framework and no task"
                + REASONS.formatted("view_frameworks and view_tasks")
            : "the masters list agents and frameworks, but no task"
                + REASONS.formatted("view_tasks"));
  }
}
