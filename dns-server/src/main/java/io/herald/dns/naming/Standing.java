package io.herald.dns.naming;

/**
 * What a task's records depend on of the other tasks of its name.
 *
 * @param anyHealthy whether one of them is healthy, so that unhealthy ones are left out
 * @param anyWeighted whether one of them has a weight label, so that all are weighed on its scale
 */
record Standing(boolean anyHealthy, boolean anyWeighted) {

  /** Of a task that is looked at alone: published whatever its health. */
  static final Standing ALONE = new Standing(false, false);
}
