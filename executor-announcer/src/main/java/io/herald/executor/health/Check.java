package io.herald.executor.health;

/** One way to ask a task whether it is well. */
public interface Check {

  /** Asks once. Blocks, for little longer than the check's own time-out. */
  CheckResult run() throws InterruptedException;

  /**
   * Whether it may be asked more often than its interval while the task starts. A check that costs
   * a process each time, or that may change something, may not.
   */
  boolean cheap();
}
