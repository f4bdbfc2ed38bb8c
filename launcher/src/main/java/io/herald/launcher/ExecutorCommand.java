package io.herald.launcher;

import io.herald.executor.HeraldExecutor;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.ExecutorParameters;
import io.herald.executor.wire.AgentAccess;
import io.herald.runtime.failure.Problems;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
final class ExecutorCommand extends AnnotatedCommand {

  private static final Logger log = LoggerFactory.getLogger(ExecutorCommand.class);

  private static final Parameter<Boolean> NOSETUID_HEALTH_CHECKS =
      Parameter.ofFlag(
              "nosetuid-health-checks",
              ValueTypes.onOff(),
              "accepted for Aurora's sake, without effect: shell checks run as the executor's user, as"
                  + " the task does")
          .withDefault(false);

  static final ParameterTable TABLE =
      new ParameterTable(
          "executor",
          List.of(ExecutorParameters.ANNOUNCER_ENSEMBLE),
          ExecutorParameters.ANNOUNCING,
          List.of(ExecutorParameters.LAUNCH_TIMEOUT_SECS),
          MesosTlsFlags.ROWS,
          List.of(NOSETUID_HEALTH_CHECKS));

  @Spec private CommandSpec spec;

  @Option(
      names = "--announcer-enable",
      hidden = true,
      description = "Accepted for Aurora's sake, which ignores it since 0.12.")
  private boolean announcerEnable;

  /** The command with its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(new ExecutorCommand(), TABLE, environment);
  }

  @Override
  public Integer call() {
    CommandLog.started(
        spec, "agent: " + System.getenv().getOrDefault("MESOS_AGENT_ENDPOINT", "none given"));
    Values values = judged(log::warn);
    if (values.get(NOSETUID_HEALTH_CHECKS)) {
      log.info("--nosetuid-health-checks has no effect; checks run as the executor's user");
    }
    if (announcerEnable) {
      log.info("--announcer-enable has no effect; --announcer-ensemble turns announcing on");
    }
    Problems problems = new Problems();
    values.problems().forEach(problems::add);
    Optional<ExecutorOptions> options = problems.of(() -> options(values));
    problems.refuse();
    MesosTlsFlags tls = MesosTlsFlags.read(values);
    AgentAccess agent = new AgentAccess(tls.https(), tls.authority(), tls.certificate(), tls.key());
    return HeraldExecutor.run(options.orElseThrow(), agent, System.getenv());
  }

  /** What the values come to. */
  static ExecutorOptions options(Values values) {
    return ExecutorParameters.read(values, ExecutorParameters.ANNOUNCER_ENSEMBLE)
        .launchTimeout(values.get(ExecutorParameters.LAUNCH_TIMEOUT_SECS))
        .build();
  }
}
