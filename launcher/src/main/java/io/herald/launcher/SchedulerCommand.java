package io.herald.launcher;

import io.herald.examples.framework.ExampleFramework;
import io.herald.examples.framework.FrameworkModule;
import io.herald.examples.framework.FrameworkOptions;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Job;
import io.herald.jobs.file.JobFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
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
      "It launches the instances of its job files, replaces what is lost, and ends on SIGTERM."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SchedulerCommand implements Callable<Integer> {

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
      description = "Job config, YAML or JSON; may be given more than once.")
  private List<Path> jobFiles = List.of();

  @Mixin private DiscoveryOptionsMixin discovery = new DiscoveryOptionsMixin();

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Whom tasks run as, where agents change users (default: you).")
  private @Nullable String user;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "*",
      description = "Mesos role whose resources are taken (default: ${DEFAULT-VALUE}).")
  private String role = "";

  @Option(names = "--principal", paramLabel = "NAME", description = "The framework's principal.")
  private @Nullable String principal;

  @Option(
      names = "--failover-timeout-secs",
      paramLabel = "SECONDS",
      defaultValue = "604800",
      description =
          "How long tasks outlive a scheduler that is gone (default: ${DEFAULT-VALUE}, a week).")
  private double failoverTimeoutSecs;

  @Option(
      names = "--framework-id-file",
      paramLabel = "FILE",
      description =
          "Remember the framework id here, so that a restart finds its tasks. Not given: each start"
              + " is a new framework.")
  private @Nullable Path frameworkIdFile;

  @Option(
      names = "--on-exit",
      paramLabel = "WHAT",
      defaultValue = "teardown",
      description =
          "teardown: SIGTERM ends all tasks; detach: they run on for the next start (default:"
              + " ${DEFAULT-VALUE}).")
  private OnExit onExit = OnExit.TEARDOWN;

  @Option(
      names = "--executor-command",
      paramLabel = "COMMAND",
      description =
          "Shell command that starts the executor on an agent (default: this jar's executor, with"
              + " this Java; both must be at the same place there).")
  private @Nullable String executorCommand;

  @Option(
      names = "--announcer-ensemble",
      paramLabel = "HOST:PORT,…",
      description = "Handed to the default executor: ZooKeeper ensemble of the ServerSets.")
  private @Nullable String announcerEnsemble;

  @Override
  public Integer call() throws InterruptedException {
    FrameworkOptions options =
        new FrameworkOptions(
            master,
            user == null ? System.getProperty("user.name") : user,
            role,
            Optional.ofNullable(principal),
            Duration.ofMillis(Math.round(failoverTimeoutSecs * 1000)),
            Optional.ofNullable(frameworkIdFile),
            executorCommand == null ? defaultExecutor() : executorCommand,
            Application.executorEnvironment(),
            onExit);
    List<Job> jobs = jobFiles.stream().map(JobFiles::read).toList();
    ExampleFramework framework = FrameworkModule.framework(options, discovery.options(), jobs);
    ServiceLog.start(spec, "jobs: " + jobFiles, framework::close);
    framework.start();
    new CountDownLatch(1).await(); // until SIGTERM; the hook ends the framework
    return 0;
  }

  private String defaultExecutor() {
    String announcer =
        announcerEnsemble == null ? "" : " --announcer-ensemble '" + announcerEnsemble + "'";
    return Application.executorCommand() + announcer;
  }
}
