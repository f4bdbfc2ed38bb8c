package io.herald.minimesos.process;

import java.util.Map;

/**
 * How a process ended.
 *
 * @param signalled whether a signal ended it
 * @param number the exit code, or the signal's number
 */
public record ExitStatus(boolean signalled, int number) {

  /** Of a process that could not even be started. */
  public static final ExitStatus NEVER_RAN = new ExitStatus(false, 127);

  /** What the JDK adds to a signal's number in its exit value. */
  private static final int SIGNAL_BASE = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "Hangup",
          2, "Interrupt",
          3, "Quit",
          4, "Illegal instruction",
          6, "Aborted",
          8, "Floating point exception",
          9, "Killed",
          11, "Segmentation fault",
          13, "Broken pipe",
          15, "Terminated");

  /**
   * Reads the JDK's exit value. A process that itself exits with 128 plus a signal's number can't
   * be distinguished from a signalled one.
   */
  static ExitStatus of(int exitValue) {
    return exitValue > SIGNAL_BASE
        ? new ExitStatus(true, exitValue - SIGNAL_BASE)
        : new ExitStatus(false, exitValue);
  }

  public boolean success() {
    return !signalled && number == 0;
  }

  /** As {@code wait(2)} codes it, which is what Mesos passes on. */
  public int waitStatus() {
    return signalled ? number : number << 8;
  }

  /**
   * The rest of a sentence: {@code exited with status 3}, {@code terminated with signal Killed}.
   */
  public String describe() {
    return signalled
        ? "terminated with signal " + SIGNALS.getOrDefault(number, String.valueOf(number))
        : "exited with status " + number;
  }
}
