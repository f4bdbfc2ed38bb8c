package io.herald.executor.process;

import java.util.Map;

/**
 * How a process ended.
 *
 * @param code what it returned, 0 to 255; 128 + n if signal n ended it (a shell's convention, and
 *     the JDK's)
 */
public record Exit(int code) {

  private static final int SIGNAL_BASE = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "SIGHUP",
          2, "SIGINT",
          3, "SIGQUIT",
          4, "SIGILL",
          6, "SIGABRT",
          7, "SIGBUS",
          9, "SIGKILL",
          11, "SIGSEGV",
          13, "SIGPIPE",
          15, "SIGTERM");

  public boolean success() {
    return code == 0;
  }

  /** A phrase for a status message, such as {@code exited with code 3}. */
  public String describe() {
    String signal = SIGNALS.get(code - SIGNAL_BASE);
    if (signal != null) {
      return "exited with code " + code + " (" + signal + ")";
    }
    return switch (code) {
      case 126 -> "exited with code 126 (the shell could not execute the command)";
      case 127 -> "exited with code 127 (the shell did not find the command)";
      default -> "exited with code " + code;
    };
  }
}
