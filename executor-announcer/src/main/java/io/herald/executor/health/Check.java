package io.herald.executor.health;

/** One way to check whether a task is healthy. */
public interface Check {

  /** Checks once. Blocks little longer than the check's own time-out. */
  CheckResult run() throws InterruptedException;

  /**
   * Whether it may be asked more often than its interval while the task starts. A check that costs
   * a process each time, or that may change something, may not.
   */
  boolean cheap();
}
