package io.herald.executor.probe;

import java.time.Duration;

/** A point in time up to which something is waited for, whatever the machine's clock says. */
record Deadline(long nanoTime) {

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left of it; zero or less if it is over. */
  long nanosLeft() {
    return nanoTime - System.nanoTime();
  }

  /** The part of what is left that one of so many equal turns gets. */
  Deadline forOneOf(int turns) {
    long now = System.nanoTime();
    return new Deadline(now + (nanoTime - now) / turns);
  }
}
