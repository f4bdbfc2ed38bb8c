package io.herald.examples.framework;

import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Resources;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueType;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The parameters of the framework itself: its master, its jobs, its executors, its end. */
public final class FrameworkParameters {

  private static final Resources EXECUTOR = FrameworkOptions.DEFAULT_EXECUTOR;

  /** Stands in for one that is missing, which the table refuses, so that all else is checked. */
  private static final String REFUSED_MASTER = "refused:1";

  public static final Parameter<String> MASTER =
      Parameter.ofFlag(
              "master",
              ValueTypes.anyText("URL"),
              "zk://[user:password@]host:port,…/path, or the masters as host:port,…")
          .withLogin()
          .required();
  public static final Parameter<List<Path>> JOB =
      Parameter.ofFlag(
              "job",
              ValueTypes.repeated(ValueTypes.file("FILE")),
              "job config or Marathon's app definition, YAML or JSON")
          .required();
  public static final Parameter<String> ENVIRONMENT =
      Parameter.ofFlag(
              "environment",
              ValueTypes.anyText("NAME"),
              "environment of all jobs, in place of their files' own, so that one file is brought up in"
                  + " several side by side; not for apps")
          .withDefaultWords("the job file's");
  public static final Parameter<String> USER =
      Parameter.ofFlag(
              "user",
              ValueTypes.anyText("USER"),
              "user that tasks run as, where agents change users")
          .withDefaultWords("you");
  public static final Parameter<String> ROLE =
      Parameter.ofFlag("role", ValueTypes.anyText("ROLE"), "Mesos role whose resources are taken")
          .withDefault("*");
  public static final Parameter<Duration> FAILOVER_TIMEOUT_SECS =
      Parameter.ofFlag(
              "failover-timeout-secs",
              ValueTypes.fractionalSeconds(Duration.ZERO),
              "how long tasks outlive a lost scheduler; without --framework-id-file no scheduler could"
                  + " take them over")
          .withDefaultWords("604800 with --framework-id-file, else 0");
  public static final Parameter<Path> FRAMEWORK_ID_FILE =
      Parameter.ofFlag(
          "framework-id-file",
          ValueTypes.file("FILE"),
          "remember the framework id here, and its tasks in FILE.tasks, so that a restart finds them;"
              + " if not given, each start is a new framework, and a crash ends the tasks");
  public static final Parameter<OnExit> ON_EXIT =
      Parameter.ofFlag(
              "on-exit",
              ValueTypes.choice("WHAT", OnExit.class),
              "teardown: SIGTERM ends all tasks; detach: they run on for the next start, with"
                  + " --framework-id-file")
          .withDefault(OnExit.TEARDOWN);
  public static final Parameter<String> EXECUTOR_COMMAND =
      Parameter.ofFlag(
              "executor-command",
              ValueTypes.anyText("COMMAND"),
              "shell command that starts the executor on an agent; this jar and this Java must be at"
                  + " the same place there for the default")
          .withDefaultWords("this jar's executor");
  public static final Parameter<Double> EXECUTOR_CPUS =
      Parameter.ofFlag(
              "executor-cpus",
              ValueTypes.decimal(FrameworkOptions.LEAST_EXECUTOR_CPUS),
              "CPUs of an executor, besides its task's")
          .withDefault(EXECUTOR.cpus());
  public static final Parameter<Long> EXECUTOR_RAM_MB =
      Parameter.ofFlag(
              "executor-ram-mb",
              megabytes(FrameworkOptions.EXECUTOR_RAM_MB),
              "megabytes of memory of an executor, besides its task's")
          .withDefault(EXECUTOR.ramBytes());
  public static final Parameter<Long> EXECUTOR_DISK_MB =
      Parameter.ofFlag(
              "executor-disk-mb",
              megabytes(FrameworkOptions.EXECUTOR_DISK_MB),
              "megabytes of disk of an executor, besides its task's")
          .withDefault(EXECUTOR.diskBytes());
  public static final Parameter<SortedMap<String, String>> EXECUTOR_ENV =
      Parameter.ofFlag(
          "executor-env",
          ValueTypes.byName("NAME=VALUE", ValueTypes.anyText("VALUE")),
          "a variable for the environment of executors and tasks; it is visible in the master's"
              + " /state");

  /** What comes before the login. */
  public static final List<Parameter<?>> WORK = List.of(USER, ROLE);

  /** What comes after it. */
  public static final List<Parameter<?>> LIFE =
      List.of(
          FAILOVER_TIMEOUT_SECS,
          FRAMEWORK_ID_FILE,
          ON_EXIT,
          EXECUTOR_COMMAND,
          EXECUTOR_CPUS,
          EXECUTOR_RAM_MB,
          EXECUTOR_DISK_MB,
          EXECUTOR_ENV);

  private FrameworkParameters() {}

  /**
   * What the values come to.
   *
   * @param executor command that stands for one that isn't given
   * @param environment of executors; variables that were given beat it
   * @throws IllegalArgumentException with a line for each mistake, that names the flag
   */
  public static FrameworkOptions read(
      Values values, Optional<String> principal, String executor, Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(environment);
    values.find(EXECUTOR_ENV).ifPresent(all::putAll);
    Optional<Path> idFile = values.find(FRAMEWORK_ID_FILE);
    return new FrameworkOptions(
        values.find(MASTER).orElse(REFUSED_MASTER),
        values.find(USER).orElse(System.getProperty("user.name")),
        values.get(ROLE),
        principal,
        FrameworkOptions.failoverTimeout(values.find(FAILOVER_TIMEOUT_SECS), idFile),
        idFile,
        values.find(EXECUTOR_COMMAND).orElse(executor),
        all,
        values.get(ON_EXIT),
        new Resources(
            values.get(EXECUTOR_CPUS), values.get(EXECUTOR_RAM_MB), values.get(EXECUTOR_DISK_MB)));
  }

  private static ValueType<Long> megabytes(Range range) {
    return ValueTypes.longNumber(range).map(number -> number << 20, bytes -> bytes >> 20);
  }
}
