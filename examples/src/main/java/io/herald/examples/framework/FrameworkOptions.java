package io.herald.examples.framework;

import io.herald.jobs.Resources;
import io.herald.mesos.leader.LeaderDetectors;
import io.herald.runtime.failure.Problems;
import io.herald.runtime.text.Printable;
import io.herald.settings.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The framework's options.
 *
 * @param master {@code --master}: {@code zk://host:port/path}, or {@code host:port,…}
 * @param user {@code --user}: who the tasks run as, as far as the agents change users
 * @param role {@code --role}: whose resources are taken
 * @param principal {@code --principal}: absent for none
 * @param failoverTimeout {@code --failover-timeout-secs}: how long tasks outlive a scheduler that
 *     is gone; see {@link #failoverTimeout(Optional, Optional)}
 * @param frameworkIdFile {@code --framework-id-file}: remembers the framework id over restarts;
 *     absent: each start is a new framework
 * @param executorCommand {@code --executor-command}: shell command that an agent starts for each
 *     task
 * @param executorEnvironment {@code --executor-env}: more variables for it, and for apps' commands
 * @param onExit {@code --on-exit}: what becomes of the tasks when the framework stops
 * @param executorResources {@code --executor-cpus}, {@code --executor-ram-mb}, {@code
 *     --executor-disk-mb}: what an executor takes besides its task
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
    OnExit onExit,
    Resources executorResources) {

  /** What an executor takes besides its task, by default. */
  public static final Resources DEFAULT_EXECUTOR = new Resources(0.1, 64L << 20, 0);

  /** The fewest CPUs of an executor. */
  public static final double LEAST_EXECUTOR_CPUS = 0.01;

  /** The megabytes of memory that an executor may have. */
  public static final Range EXECUTOR_RAM_MB = new Range(32, Integer.MAX_VALUE);

  /** The megabytes of disk that an executor may have. */
  public static final Range EXECUTOR_DISK_MB = new Range(0, Integer.MAX_VALUE);

  private static final Duration WEEK = Duration.ofDays(7);

  /** Names of environment variables as a shell takes them. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What becomes of the tasks when the framework stops. */
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

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException with a line for each mistake, that names the flag
   */
  public FrameworkOptions {
    Problems problems = new Problems();
    requireText(problems, "--user", user);
    requireText(problems, "--role", role);
    requireText(problems, "--executor-command", executorCommand);
    try {
      LeaderDetectors.parse(master);
    } catch (IllegalArgumentException e) {
      problems.add("--master: " + e.getMessage());
    }
    if (failoverTimeout.isNegative()) {
      problems.add(
          "--failover-timeout-secs " + failoverTimeout.toSeconds() + ": must be 0 or more");
    } else if (onExit == OnExit.DETACH && failoverTimeout.isZero()) {
      problems.add(
          frameworkIdFile.isEmpty()
              ? "--on-exit detach leaves tasks for the next start, which finds them by"
                  + " --framework-id-file; give a file"
              : "--on-exit detach leaves tasks running for --failover-timeout-secs, which is 0;"
                  + " give more");
    }
    if (!(executorResources.cpus() >= LEAST_EXECUTOR_CPUS)) {
      problems.add(
          "--executor-cpus "
              + executorResources.cpus()
              + ": must be "
              + LEAST_EXECUTOR_CPUS
              + " or more");
    }
    if (executorResources.ramBytes() < EXECUTOR_RAM_MB.least() << 20) {
      problems.add(
          "--executor-ram-mb "
              + Math.round(executorResources.ramMegabytes())
              + ": must be "
              + EXECUTOR_RAM_MB.least()
              + " or more");
    }
    if (executorResources.diskBytes() < 0) {
      problems.add(
          "--executor-disk-mb "
              + Math.round(executorResources.diskMegabytes())
              + ": must be 0 or more");
    }
    executorEnvironment = Map.copyOf(executorEnvironment);
    for (String name : new TreeSet<>(executorEnvironment.keySet())) {
      if (!VARIABLE.matcher(name).matches()) {
        problems.add(
            "--executor-env "
                + Printable.of(name)
                + ": it is not the name of a variable; write NAME=VALUE, with letters, digits and"
                + " \"_\" in the name");
      } else if (name.startsWith("MESOS_")) {
        problems.add("--executor-env " + name + ": agents set it; choose another name");
      }
    }
    problems.refuse();
  }

  /** With the usual resources for executors. */
  public FrameworkOptions(
      String master,
      String user,
      String role,
      Optional<String> principal,
      Duration failoverTimeout,
      Optional<Path> frameworkIdFile,
      String executorCommand,
      Map<String, String> executorEnvironment,
      OnExit onExit) {
    this(
        master,
        user,
        role,
        principal,
        failoverTimeout,
        frameworkIdFile,
        executorCommand,
        executorEnvironment,
        onExit,
        DEFAULT_EXECUTOR);
  }

  /**
   * How long tasks outlive a scheduler that is gone: as it is given, else a week where the id is
   * kept, and not at all where it isn't, since no scheduler could reclaim them.
   */
  public static Duration failoverTimeout(Optional<Duration> given, Optional<Path> frameworkIdFile) {
    return given.orElse(frameworkIdFile.isPresent() ? WEEK : Duration.ZERO);
  }

  /** What becomes of the tasks if this process ends without a word, for the log. */
  String afterACrash() {
    if (frameworkIdFile.isPresent()) {
      return failoverTimeout.isZero()
          ? "tasks end with the scheduler or its connection: --failover-timeout-secs is 0"
          : "tasks outlive the scheduler by "
              + failoverTimeout.toSeconds()
              + " s, for a restart with "
              + frameworkIdFile.get();
    }
    return failoverTimeout.isZero()
        ? "without --framework-id-file, tasks end with the scheduler or its connection to the"
            + " master"
        : "tasks outlive the scheduler by "
            + failoverTimeout.toSeconds()
            + " s, and without --framework-id-file no scheduler can reclaim them; give a file";
  }

  private static void requireText(Problems problems, String flag, String value) {
    if (value.isBlank()) {
      problems.add(flag + " is empty; give it a value");
    }
  }
}
