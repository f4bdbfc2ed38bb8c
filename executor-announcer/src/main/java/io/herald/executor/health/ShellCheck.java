package io.herald.executor.health;

import io.herald.executor.process.Exit;
import io.herald.executor.process.ShellRun;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Passes if a shell command returns 0 in time. It runs in the sandbox with the task's environment;
 * the last of what it printed is in the reason of a failure, on one line, and nowhere else. Its
 * process group does not outlive it.
 */
public final class ShellCheck implements Check {

  private static final int SHOWN_OUTPUT = 512;
  private static final String LINE_END = " | ";

  private final String command;
  private final Path sandbox;
  private final Map<String, String> environment;
  private final Duration timeout;

  public ShellCheck(
      String command, Path sandbox, Map<String, String> environment, Duration timeout) {
    this.command = command;
    this.sandbox = sandbox;
    this.environment = Map.copyOf(environment);
    this.timeout = timeout;
  }

  @Override
  public CheckResult run() throws InterruptedException {
    try {
      ShellRun.Result outcome = ShellRun.of(command, sandbox, environment, timeout, SHOWN_OUTPUT);
      Optional<Exit> exit = outcome.exit();
      String output = oneLine(outcome.output());
      if (exit.isEmpty()) {
        return CheckResult.fail(
            "Health check timed out." + (output.isEmpty() ? "" : " It printed: " + output));
      }
      if (exit.get().success()) {
        return CheckResult.pass();
      }
      return CheckResult.fail(
          "The shell check "
              + exit.get().describe()
              + (output.isEmpty() ? " and printed nothing." : ": " + output));
    } catch (IOException e) {
      return CheckResult.fail("The shell check could not be run: " + Reason.of(e) + ".");
    }
  }

  private static String oneLine(String output) {
    String line = output.replaceAll("\\s*\\R\\s*", LINE_END);
    return Printable.of(line, SHOWN_OUTPUT * LINE_END.length()); // It is short enough by now.
  }

  @Override
  public boolean cheap() {
    return false;
  }
}
