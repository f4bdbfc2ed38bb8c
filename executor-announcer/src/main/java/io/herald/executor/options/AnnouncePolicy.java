package io.herald.executor.options;

import java.util.Locale;

/** When a task is a member of its ServerSet. In each case it leaves before it is signalled. */
public enum AnnouncePolicy {
  /** From the start of its process. Aurora's way. */
  START,
  /**
   * While it is healthy: from the first success of its health check, and not while the check fails.
   */
  HEALTHY,
  /** From TASK_RUNNING on, healthy or not. */
  RUNNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
