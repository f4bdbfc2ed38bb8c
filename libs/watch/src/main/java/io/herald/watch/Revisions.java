package io.herald.watch;

/**
 * Makes revisions: quarters of a millisecond since 1970, or one more than the last if that is
 * later, times 512, plus this process's mark. So they rise from one process to the next, unless the
 * earlier one logged more than 4,000 changes a second from its start to its end, or the clock was
 * set back; they pass 2<sup>53</sup> in the year 2109. Used under the log's lock.
 */
final class Revisions {

  /** How many marks there are. */
  static final int MARKS = 512;

  private static final long TICKS_PER_MILLI = 4;

  private final int mark;
  private final long first;
  private long tick;

  /**
   * The first revision is made.
   *
   * @param mark of this process, 0 to 511
   */
  Revisions(long millis, int mark) {
    if (mark < 0 || mark >= MARKS) {
      throw new IllegalArgumentException("the mark " + mark + " is not in 0-" + (MARKS - 1));
    }
    this.mark = mark;
    this.tick = Math.max(1, millis * TICKS_PER_MILLI);
    this.first = last();
  }

  long next(long millis) {
    tick = Math.max(tick + 1, millis * TICKS_PER_MILLI);
    return last();
  }

  long last() {
    return tick * MARKS + mark;
  }

  /** Whether it may have been made here. */
  boolean isOwn(long revision) {
    return revision >= first && revision <= last() && revision % MARKS == mark;
  }
}
