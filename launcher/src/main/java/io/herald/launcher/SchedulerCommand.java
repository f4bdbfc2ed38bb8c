package io.herald.launcher;

import io.herald.examples.framework.ExampleFramework;
import io.herald.examples.framework.FrameworkModule;
import io.herald.examples.framework.FrameworkOptions;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Job;
import io.herald.jobs.Launchable;
import io.herald.jobs.Resources;
import io.herald.jobs.file.LaunchableFiles;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.mesos.client.Connection;
import io.herald.runtime.failure.Problems;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.serverset.zookeeper.ConnectString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The example framework. */
@Command(
    name = "scheduler",
    description = {
      "Runs jobs on a Mesos cluster: the example framework, over the v1 scheduler API.",
      "It launches the instances of its job files and apps, replaces what is lost, and ends on SIGTERM.",
      "SIGHUP reads the job files again: what is missing is launched, what is too much is killed."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SchedulerCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(SchedulerCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = "--master",
      paramLabel = "URL",
      required = true,
      description = "zk://host:port,…/path, or the masters as host:port,…")
  private String master = "";

  @Option(
      names = "--job",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description =
          "Job config or Marathon's app definition, YAML or JSON; may be given more than once.")
  private List<Path> jobFiles = List.of();

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description =
          "Environment of all jobs, in place of their files' own, so that one file is brought up in"
              + " several side by side; not for apps (default: the job file's).")
  private @Nullable String environment;

  @Mixin private DiscoveryOptionsMixin discovery = new DiscoveryOptionsMixin();

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "User that tasks run as, where agents change users (default: you).")
  private @Nullable String user;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "*",
      description = "Mesos role whose resources are taken (default: ${DEFAULT-VALUE}).")
  private String role = "";

  @Mixin private MasterAccessMixin masters = new MasterAccessMixin();

  @Option(
      names = "--failover-timeout-secs",
      paramLabel = "SECONDS",
      description =
          "Seconds that tasks outlive a lost scheduler; without --framework-id-file no scheduler"
              + " could take them over (default: 604800 with --framework-id-file, else 0).")
  private @Nullable Double failoverTimeoutSecs;

  @Option(
      names = "--framework-id-file",
      paramLabel = "FILE",
      description =
          "Remember the framework id here, and its tasks in FILE.tasks, so that a restart finds"
              + " them. Not given: each start is a new framework, and a crash ends the tasks.")
  private @Nullable Path frameworkIdFile;

  @Option(
      names = "--on-exit",
      paramLabel = "WHAT",
      defaultValue = "teardown",
      description =
          "teardown: SIGTERM ends all tasks; detach: they run on for the next start, with"
              + " --framework-id-file (default: ${DEFAULT-VALUE}).")
  private OnExit onExit = OnExit.TEARDOWN;

  @Option(
      names = "--executor-command",
      paramLabel = "COMMAND",
      description =
          "Shell command that starts the executor on an agent; this jar and this Java must be at the"
              + " same place there for the default (default: this jar's executor).")
  private @Nullable String executorCommand;

  @Option(
      names = "--executor-cpus",
      paramLabel = "NUMBER",
      defaultValue = "0.1",
      description = "CPUs of an executor, besides its task's (default: ${DEFAULT-VALUE}).")
  private double executorCpus;

  @Option(
      names = "--executor-ram-mb",
      paramLabel = "NUMBER",
      defaultValue = "64",
      description =
          "Megabytes of memory of an executor, besides its task's (default: ${DEFAULT-VALUE}).")
  private long executorRamMb;

  @Option(
      names = "--executor-disk-mb",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description =
          "Megabytes of disk of an executor, besides its task's (default: ${DEFAULT-VALUE}).")
  private long executorDiskMb;

  @Option(
      names = "--executor-env",
      paramLabel = "NAME=VALUE",
      description = {
        "A variable for the environment of executors and tasks; may be given several times. It is"
            + " visible in the master's /state."
      })
  private Map<String, String> executorEnvironment = new TreeMap<>();

  @Option(
      names = "--announcer-ensemble",
      paramLabel = "HOST:PORT,…",
      description = "ZooKeeper ensemble of the ServerSets, for the default executor.")
  private @Nullable String announcerEnsemble;

  @Override
  public Integer call() throws InterruptedException {
    Problems problems = new Problems();
    Optional<FrameworkOptions> options = problems.of(this::options);
    problems.check(() -> FrameworkModule.checkIdFile(Optional.ofNullable(frameworkIdFile)));
    Optional<DiscoveryOptions> discoveryOptions = problems.of(discovery::options);
    Optional<Connection> connection = problems.of(masters::connection);
    problems.check(this::checkEnsemble);
    List<Launchable> jobs = jobs(problems);
    problems.refuse();
    ExampleFramework framework =
        FrameworkModule.framework(
            options.orElseThrow(), discoveryOptions.orElseThrow(), jobs, connection.orElseThrow());
    CommandLog.start(spec, "jobs: " + jobFiles, framework::close);
    SighupHandler.handle(() -> reread(framework));
    framework.start();
    // Until SIGTERM, when the hook ends the framework; or the master wants it no more.
    throw new CommandFailedException(framework.awaitRefusal());
  }

  /** A file that can't be used is refused with all others: the previous jobs stay in force. */
  private void reread(ExampleFramework framework) {
    Problems problems = new Problems();
    List<Launchable> jobs = jobs(problems);
    try {
      problems.refuse();
    } catch (IllegalArgumentException e) {
      String.valueOf(e.getMessage()).lines().forEach(error -> log.error("{}", error));
      log.error("the job files are refused; the previous jobs stay in force");
      return;
    }
    framework.update(jobs);
  }

  /** What the flags say. */
  FrameworkOptions options() {
    Optional<Path> idFile = Optional.ofNullable(frameworkIdFile);
    Map<String, String> environment = new TreeMap<>(Application.executorEnvironment());
    environment.putAll(executorEnvironment);
    return new FrameworkOptions(
        master,
        user == null ? System.getProperty("user.name") : user,
        role,
        masters.principal(),
        FrameworkOptions.failoverTimeout(
            Optional.ofNullable(failoverTimeoutSecs)
                .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000))),
            idFile),
        idFile,
        executorCommand == null ? defaultExecutor() : executorCommand,
        environment,
        onExit,
        new Resources(executorCpus, bytes(executorRamMb), bytes(executorDiskMb)));
  }

  /** What each executor would refuse is refused before one is launched. */
  private void checkEnsemble() {
    if (announcerEnsemble != null) {
      try {
        ConnectString.parse(announcerEnsemble);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--announcer-ensemble: " + e.getMessage(), e);
      }
    }
  }

  private static long bytes(long megabytes) {
    return Math.min(megabytes, Long.MAX_VALUE >> 20) << 20;
  }

  /**
   * The jobs and apps of all files, which have to be different: one path has one set of instances.
   */
  private List<Launchable> jobs(Problems problems) {
    List<Launchable> jobs = new ArrayList<>();
    Map<String, Path> files = new HashMap<>();
    for (Path file : jobFiles) {
      problems
          .of(() -> inEnvironment(LaunchableFiles.read(file), file))
          .ifPresent(
              job -> {
                Path other = files.putIfAbsent(job.path(), file);
                if (other == null) {
                  jobs.add(job);
                } else {
                  problems.add(
                      file
                          + ": "
                          + (job instanceof AppDefinition ? "the app " : "the job ")
                          + job.path()
                          + " is in "
                          + other
                          + " too; leave one out");
                }
              });
    }
    return jobs;
  }

  /** The job in the environment that is asked for. */
  private Launchable inEnvironment(Launchable read, Path file) {
    if (environment == null) {
      return read;
    } else if (read instanceof Job job) {
      try {
        return job.withEnvironment(environment);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--environment: " + e.getMessage(), e);
      }
    }
    throw new IllegalArgumentException(
        file
            + ": the app "
            + read.path()
            + " has no environment that --environment could replace; leave the flag out, and give the"
            + " app a label instead");
  }

  private String defaultExecutor() {
    String announcer =
        announcerEnsemble == null ? "" : " --announcer-ensemble '" + announcerEnsemble + "'";
    return Application.executorCommand() + announcer;
  }
}
