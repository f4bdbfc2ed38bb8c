package io.herald.render.schedule;

import java.time.Duration;

/**
 * When a file is rendered after it changed: once nothing has changed for a quiet time, or after
 * four times that, whatever still changes; and not sooner after the last rendering than an
 * interval. Times are nanoseconds of one clock. Immutable.
 *
 * @param quiet above 0
 * @param leastInterval 0 or more
 */
record RenderPace(Duration quiet, Duration leastInterval) {

  /** Of the quiet time: nobody waits longer, however much changes. */
  private static final int LONGEST = 4;

  /**
   * When to render.
   *
   * @param firstChange the first one that is not rendered
   * @param lastChange the latest one
   * @param lastRendered when the last rendering began
   */
  long due(long firstChange, long lastChange, long lastRendered) {
    long calm = Math.min(lastChange - firstChange + quiet.toNanos(), LONGEST * quiet.toNanos());
    long sinceRendered = firstChange - lastRendered;
    return firstChange + Math.max(calm, leastInterval.toNanos() - sinceRendered);
  }

  /** So long changes are not looked at after one was seen: many at once cost no more than a few. */
  Duration deaf() {
    return quiet.dividedBy(10);
  }
}
