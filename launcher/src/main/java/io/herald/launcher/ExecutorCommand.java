package io.herald.launcher;

import io.herald.executor.HeraldExecutor;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.ExecutorParameters;
import io.herald.executor.wire.AgentAccess;
import io.herald.runtime.failure.Problems;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsException;
import io.herald.settings.SettingsReader;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The executor; an agent starts it. */
final class ExecutorCommand implements Callable<Integer>, TableCommand {

  private static final Logger log = LoggerFactory.getLogger(ExecutorCommand.class);

  /** As it is called in the log and in front of what is wrong. */
  static final String NAME = "herald executor";

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

  // Not by annotations: one runs beside every task, and reading them costs its start.
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  private final OptionSpec announcerEnable =
      OptionSpec.builder("--announcer-enable")
          .hidden(true)
          .description("Accepted for Aurora's sake, which ignores it since 0.12.")
          .build();

  private final CommandFlags flags;

  private ExecutorCommand(Map<String, String> environment) {
    spec.name("executor");
    spec.usageMessage()
        .description(
            "Runs one task on an agent, checks its health and announces it in a ZooKeeper"
                + " ServerSet.",
            "An agent starts it, with its MESOS_* environment; a scheduler names it in"
                + " ExecutorInfo.")
        .sortOptions(false);
    HelpFlags.addTo(spec).addOption(announcerEnable);
    flags = CommandFlags.addTo(spec, TABLE, environment);
  }

  /** The command with its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new ExecutorCommand(environment).spec);
  }

  @Override
  public CommandFlags flags() {
    return flags;
  }

  /**
   * Runs it if the command line is as an agent's is, of flags alone, and nothing is wrong with what
   * the environment says of the log.
   *
   * @param arguments behind the command
   * @return the exit code; empty if the command line is picocli's to read, and nothing was done
   */
  static Optional<Integer> runPlain(List<String> arguments, Map<String, String> environment)
      throws SettingsException {
    Optional<Map<String, List<String>>> given = PlainFlags.read(TABLE, arguments);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    try {
      LogSettings.apply(Optional.empty(), TABLE.variablePrefix(), environment);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // It is told with all else that may be wrong.
    }
    CommandLog.started(NAME, agent());
    return Optional.of(
        run(
            CommandFlags.judged(
                TABLE,
                new SettingsReader(TABLE)
                    .environment(CommandFlags.ofTable(environment, TABLE))
                    .repeatedFlags(given.get())
                    .read())));
  }

  private static String agent() {
    return "agent: " + System.getenv().getOrDefault("MESOS_AGENT_ENDPOINT", "none given");
  }

  @Override
  public Integer call() {
    CommandLog.started(NAME, agent());
    Values values = flags.judged(flags.read());
    if (Boolean.TRUE.equals(announcerEnable.getValue())) {
      log.info("--announcer-enable has no effect; --announcer-ensemble turns announcing on");
    }
    return run(values);
  }

  private static int run(Values values) {
    CommandFlags.warn(values, log::warn);
    if (values.get(NOSETUID_HEALTH_CHECKS)) {
      log.info("--nosetuid-health-checks has no effect; checks run as the executor's user");
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
