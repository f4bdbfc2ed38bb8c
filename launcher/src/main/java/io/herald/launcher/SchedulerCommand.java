package io.herald.launcher;

import io.herald.examples.framework.ExampleFramework;
import io.herald.examples.framework.FrameworkModule;
import io.herald.examples.framework.FrameworkOptions;
import io.herald.examples.framework.FrameworkParameters;
import io.herald.jobs.Job;
import io.herald.jobs.Launchable;
import io.herald.jobs.file.LaunchableFiles;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.mesos.client.Connection;
import io.herald.runtime.failure.Problems;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryParameters;
import io.herald.serverset.zookeeper.ConnectString;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
final class SchedulerCommand extends AnnotatedCommand {

  private static final Logger log = LoggerFactory.getLogger(SchedulerCommand.class);

  private static final Parameter<String> ANNOUNCER_ENSEMBLE =
      Parameter.ofFlag(
          "announcer-ensemble",
          ValueTypes.anyText("HOST:PORT,…"),
          "ZooKeeper ensemble of the ServerSets, for the default executor");

  static final ParameterTable TABLE =
      new ParameterTable(
          "scheduler",
          List.of(
              FrameworkParameters.MASTER, FrameworkParameters.JOB, FrameworkParameters.ENVIRONMENT),
          DiscoveryParameters.ROWS,
          FrameworkParameters.WORK,
          MasterAccessFlags.ROWS,
          FrameworkParameters.LIFE,
          List.of(ANNOUNCER_ENSEMBLE));

  @Spec private CommandSpec spec;

  /** The command with its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    SchedulerCommand command = new SchedulerCommand();
    CommandLine commandLine = commandLine(command, TABLE, environment, SchedulerCommand::flag);
    commandLine.addSubcommand(
        CheckConfigCommand.NAME,
        CheckConfigCommand.commandLine((file, warnings) -> command.check(file)));
    return commandLine;
  }

  /** A job file or app, in the environment that is asked for. */
  private void check(Path file) {
    Problems problems = new Problems();
    List<Launchable> unused =
        jobs(List.of(file), flags().read().find(FrameworkParameters.ENVIRONMENT), problems);
    problems.refuse();
  }

  /** A job's flag takes several files at once too. */
  private static OptionSpec flag(Parameter<?> row) {
    OptionSpec flag = ParameterFlags.of(row);
    return row == FrameworkParameters.JOB ? flag.toBuilder().arity("1..*").build() : flag;
  }

  @Override
  public Integer call() throws InterruptedException {
    Values values = judged(log::warn);
    Problems problems = new Problems();
    values.problems().forEach(problems::add);
    MasterAccessFlags access = MasterAccessFlags.read(values);
    Optional<FrameworkOptions> options = problems.of(() -> options(values));
    problems.check(
        () -> FrameworkModule.checkIdFile(values.find(FrameworkParameters.FRAMEWORK_ID_FILE)));
    Optional<DiscoveryOptions> discovery = problems.of(() -> DiscoveryParameters.read(values));
    Optional<Connection> connection = problems.of(access::connection);
    problems.check(() -> values.find(ANNOUNCER_ENSEMBLE).ifPresent(SchedulerCommand::check));
    List<Path> files = values.find(FrameworkParameters.JOB).orElse(List.of());
    Optional<String> environment = values.find(FrameworkParameters.ENVIRONMENT);
    List<Launchable> jobs = jobs(files, environment, problems);
    problems.refuse();
    ExampleFramework framework =
        FrameworkModule.framework(
            options.orElseThrow(), discovery.orElseThrow(), jobs, connection.orElseThrow());
    CommandLog.start(spec, "jobs: " + files, framework::close);
    SighupHandler.handle(() -> reread(files, environment, framework));
    framework.start();
    // Until SIGTERM, when the hook ends the framework; or the master wants it no more.
    throw new CommandFailedException(framework.awaitRefusal());
  }

  /** A file that can't be used is refused with all others: the previous jobs stay in force. */
  private static void reread(
      List<Path> files, Optional<String> environment, ExampleFramework framework) {
    Problems problems = new Problems();
    List<Launchable> jobs = jobs(files, environment, problems);
    try {
      problems.refuse();
    } catch (IllegalArgumentException e) {
      String.valueOf(e.getMessage()).lines().forEach(error -> log.error("{}", error));
      log.error("the job files are refused; the previous jobs stay in force");
      return;
    }
    framework.update(jobs);
  }

  /** What the values say. */
  static FrameworkOptions options(Values values) {
    return FrameworkParameters.read(
        values,
        MasterAccessFlags.read(values).principal(),
        defaultExecutor(values),
        Application.executorEnvironment());
  }

  /** What each executor would refuse is refused before one is launched. */
  private static void check(String ensemble) {
    try {
      ConnectString.parse(ensemble);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--announcer-ensemble: " + e.getMessage(), e);
    }
  }

  /** The job in the environment that is asked for. */
  static Launchable in(Optional<String> environment, Launchable read, Path file) {
    if (environment.isEmpty()) {
      return read;
    } else if (read instanceof Job job) {
      try {
        return job.withEnvironment(environment.get());
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

  /**
   * The jobs and apps of all files, which have to be different: one path has one set of instances.
   */
  private static List<Launchable> jobs(
      List<Path> files, Optional<String> environment, Problems problems) {
    List<Launchable> jobs = new ArrayList<>();
    Map<String, Path> seen = new HashMap<>();
    for (Path file : files) {
      problems
          .of(() -> in(environment, LaunchableFiles.read(file), file))
          .ifPresent(
              job -> {
                Path other = seen.putIfAbsent(job.path(), file);
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

  private static String defaultExecutor(Values values) {
    String announcer =
        values
            .find(ANNOUNCER_ENSEMBLE)
            .map(ensemble -> " --announcer-ensemble '" + ensemble + "'")
            .orElse("");
    return Application.executorCommand() + announcer;
  }
}
