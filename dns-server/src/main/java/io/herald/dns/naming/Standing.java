package io.herald.dns.naming;

/**
 * What a task's records depend on of the other tasks of its name, and of who else has that name.
 *
 * @param anyHealthy whether one of them is healthy, so that unhealthy ones are left out
 * @param anyWeighted whether one of them has a weight label, so that all are weighed on its scale
 * @param dotted whether the name with its dots is free for those without DiscoveryInfo
 */
record Standing(boolean anyHealthy, boolean anyWeighted, boolean dotted) {

  /** Of a task that is looked at alone: published whatever its health. */
  static final Standing ALONE = new Standing(false, false, true);

  /** What nearly all tasks have, without DiscoveryInfo and with it. */
  private static final Standing HEALTHY = new Standing(true, false, true);

  private static final Standing DISCOVERED = new Standing(true, false, false);

  static Standing of(boolean anyHealthy, boolean anyWeighted, boolean dotted) {
    if (anyHealthy && !anyWeighted) {
      return dotted ? HEALTHY : DISCOVERED;
    }
    return new Standing(anyHealthy, anyWeighted, dotted);
  }
}
