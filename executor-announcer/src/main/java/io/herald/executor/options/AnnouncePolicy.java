package io.herald.executor.options;

import java.util.Locale;

/** When a task is a member of its ServerSet. In each case it has left before it is signalled. */
public enum AnnouncePolicy {
  /** From the start of its process. Aurora's way. */
  START,
  /** While it is well: from the first success of its health check, not while it fails. */
  HEALTHY,
  /** From TASK_RUNNING on, whatever its health check says later. */
  RUNNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
