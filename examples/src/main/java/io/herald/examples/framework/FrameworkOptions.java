package io.herald.examples.framework;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the framework is told.
 *
 * @param master {@code --master}: {@code zk://host:port/path}, or {@code host:port,…}
 * @param user {@code --user}: who the tasks run as, as far as the agents change users
 * @param role {@code --role}: whose resources are taken
 * @param principal {@code --principal}: absent for none
 * @param failoverTimeout {@code --failover-timeout-secs}: how long tasks outlive a scheduler that
 *     is gone
 * @param frameworkIdFile {@code --framework-id-file}: remembers the framework id over restarts;
 *     absent: each start is a new framework
 * @param executorCommand {@code --executor-command}: shell command that an agent starts for each
 *     task
 * @param executorEnvironment more variables for it
 * @param onExit {@code --on-exit}: what becomes of the tasks when the framework is told to stop
 */
public record FrameworkOptions(
    String master,
    String user,
    String role,
    Optional<String> principal,
    Duration failoverTimeout,
    Optional<Path> frameworkIdFile,
    String executorCommand,
    Map<String, String> executorEnvironment,
    OnExit onExit) {

  /** What becomes of the tasks when the framework is told to stop. */
  public enum OnExit {
    /** All of them end, and the framework with them. */
    TEARDOWN,
    /** They run on for the failover time-out, for the next start to find. */
    DETACH;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public FrameworkOptions {
    requireText("--master", master);
    requireText("--user", user);
    requireText("--role", role);
    requireText("--executor-command", executorCommand);
    if (failoverTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "--failover-timeout-secs " + failoverTimeout.toSeconds() + ": must be 0 or more");
    }
    executorEnvironment = Map.copyOf(executorEnvironment);
  }

  private static void requireText(String flag, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(flag + " is empty; give it a value");
    }
  }
}
