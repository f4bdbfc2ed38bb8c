package io.herald.executor.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.executor.process.Exit;
import io.herald.executor.process.ShellRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Passes if a shell command returns 0 in time. It runs in the sandbox with the task's environment;
 * what it printed is in the reason of a failure. Nothing that it started outlives it.
 */
public final class ShellCheck implements Check {

  private static final int SHOWN_OUTPUT = 1024;

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
      ShellRun.Outcome outcome = ShellRun.of(command, sandbox, environment, timeout, SHOWN_OUTPUT);
      Optional<Exit> exit = outcome.exit();
      if (exit.isEmpty()) {
        return CheckResult.fail("Health check timed out.");
      }
      if (exit.get().success()) {
        return CheckResult.pass();
      }
      String output = new String(outcome.output(), UTF_8).strip();
      return CheckResult.fail(
          "The shell check "
              + exit.get().describe()
              + (output.isEmpty() ? " and printed nothing." : ": " + output));
    } catch (IOException e) {
      return CheckResult.fail("The shell check could not be run: " + e.getMessage());
    }
  }

  @Override
  public boolean cheap() {
    return false;
  }
}
