package io.herald.dns.naming.records;

/**
 * What a task's records depend on besides the task: the other tasks of its name, and whether the
 * name is taken otherwise.
 *
 * @param anyHealthy whether one of them is healthy, so that unhealthy ones are left out
 * @param anyWeighted whether one of them has a weight label, so that all are weighed on its scale
 * @param dotted whether the name with its dots is free for those without DiscoveryInfo
 */
public record NameStatus(boolean anyHealthy, boolean anyWeighted, boolean dotted) {

  /** Status of a task alone: it is published whatever its health. */
  public static final NameStatus ALONE = new NameStatus(false, false, true);

  /** What nearly all tasks have, without DiscoveryInfo and with it. */
  private static final NameStatus HEALTHY = new NameStatus(true, false, true);

  private static final NameStatus DISCOVERED = new NameStatus(true, false, false);

  public static NameStatus of(boolean anyHealthy, boolean anyWeighted, boolean dotted) {
    if (anyHealthy && !anyWeighted) {
      return dotted ? HEALTHY : DISCOVERED;
    }
    return new NameStatus(anyHealthy, anyWeighted, dotted);
  }
}
