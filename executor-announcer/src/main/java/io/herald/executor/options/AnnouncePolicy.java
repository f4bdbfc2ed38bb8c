package io.herald.executor.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** When a task is a member of its ServerSet. In each case it has left before it is signalled. */
public enum AnnouncePolicy {
  /** From the start of its process. Aurora's way. */
  START,
  /** While it is well: from the first success of its health check, not while it fails. */
  HEALTHY,
  /** From TASK_RUNNING on, whatever its health check says later. */
  RUNNING;

  /**
   * Reads a flag's value, in any case of letters.
   *
   * @throws IllegalArgumentException with a sentence that lists the values
   */
  public static AnnouncePolicy of(String value) {
    for (AnnouncePolicy policy : values()) {
      if (policy.toString().equals(value.toLowerCase(Locale.ROOT))) {
        return policy;
      }
    }
    String all =
        Arrays.stream(values()).map(AnnouncePolicy::toString).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "--announce-policy = \"" + value + "\": no such policy; write one of " + all + ".");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
