package io.herald.launcher;

import io.herald.executor.HeraldExecutor;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.wire.AgentAccess;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The executor; an agent starts it. */
@Command(
    name = "executor",
    description = {
      "Runs one task on an agent, checks its health and announces it in a ZooKeeper ServerSet.",
      "An agent starts it, with its MESOS_* environment; a scheduler names it in ExecutorInfo."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExecutorCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ExecutorCommand.class);

  @Spec private CommandSpec spec;

  @Mixin private AnnouncerOptionsMixin announcer = new AnnouncerOptionsMixin();

  @Mixin private MesosTlsMixin tls = new MesosTlsMixin();

  @Option(
      names = "--launch-timeout-secs",
      paramLabel = "SECONDS",
      description = "Exit if no task is launched within this time (default: ${DEFAULT-VALUE}).")
  private Seconds launchTimeout = new Seconds(ExecutorOptions.DEFAULT.launchTimeout());

  @Option(
      names = "--nosetuid-health-checks",
      description =
          "Accepted for Aurora's sake, without effect: shell checks run as the executor's user, as"
              + " the task does.")
  private boolean noSetuidHealthChecks;

  @Option(
      names = "--announcer-enable",
      hidden = true,
      description = "Accepted for Aurora's sake, which ignores it since 0.12.")
  private boolean announcerEnable;

  @Override
  public Integer call() {
    CommandLog.started(
        spec, "agent: " + System.getenv().getOrDefault("MESOS_AGENT_ENDPOINT", "none given"));
    if (noSetuidHealthChecks) {
      log.info("--nosetuid-health-checks has no effect; checks run as the executor's user");
    }
    if (announcerEnable) {
      log.info("--announcer-enable has no effect; --announcer-ensemble turns announcing on");
    }
    ExecutorOptions options = announcer.options().launchTimeout(launchTimeout.duration()).build();
    AgentAccess agent = new AgentAccess(tls.https(), tls.authority(), tls.certificate(), tls.key());
    return HeraldExecutor.run(options, agent, System.getenv());
  }
}
