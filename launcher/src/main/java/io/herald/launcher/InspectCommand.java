package io.herald.launcher;

import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.zone.ZoneParameters;
import io.herald.executor.options.ExecutorParameters;
import io.herald.jobs.Job;
import io.herald.jobs.JobWarnings;
import io.herald.jobs.file.JobFiles;
import io.herald.jobs.file.JobFormatException;
import io.herald.launcher.inspect.AuroraInput;
import io.herald.launcher.inspect.Inspection;
import io.herald.launcher.inspect.InspectionOptions;
import io.herald.runtime.failure.Problems;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryParameters;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows how a job will be found, before anything runs. */
@Command(
    name = "inspect",
    description = {
      "Shows how a job will be found: its DiscoveryInfo, its ServerSet and member, its DNS names.",
      "Nothing is started and no server is contacted; port numbers and the agent are invented."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class InspectCommand extends AnnotatedCommand {

  private static final Parameter<Integer> INSTANCE =
      Parameter.ofFlag(
              "instance",
              ValueTypes.number(new Range(0, Integer.MAX_VALUE)),
              "which instance to show")
          .withDefault(0);
  private static final Parameter<String> DOMAIN =
      Parameter.ofFlag("domain", ValueTypes.anyText("NAME"), "the DNS server's domain")
          .withDefault(ZoneParameters.DOMAIN.defaultValue().orElseThrow());

  static final ParameterTable TABLE =
      new ParameterTable(
          "inspect",
          List.of(INSTANCE),
          DiscoveryParameters.ROWS,
          List.of(
              ExecutorParameters.ANNOUNCER_SERVERSET_PATH,
              DOMAIN,
              NamingParameters.ENFORCE_RFC952));

  @Parameters(
      paramLabel = "FILE",
      description =
          "Job config, YAML or JSON; or what Aurora's client writes of a job or task, JSON or Thrift.")
  private Path jobFile = Path.of("");

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** The command with its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(new InspectCommand(), TABLE, environment);
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Values values = judged(warning -> err.println("warning: " + warning));
    Problems problems = new Problems();
    values.problems().forEach(problems::add);
    int instance = values.get(INSTANCE);
    Optional<Input> read = problems.of(() -> read(instance));
    Optional<DiscoveryOptions> given = problems.of(() -> DiscoveryParameters.read(values));
    problems.refuse();
    Input input = read.orElseThrow();
    DiscoveryOptions options = given.orElseThrow();
    InspectionOptions names =
        new InspectionOptions(
            values.get(ExecutorParameters.ANNOUNCER_SERVERSET_PATH),
            values.get(DOMAIN),
            values.get(NamingParameters.ENFORCE_RFC952));
    Inspection inspection =
        input.job().isPresent()
            ? Inspection.of(input.job().get(), instance, options, names)
            : Inspection.of(input.aurora().orElseThrow(), options, names);
    PrintWriter out = spec.commandLine().getOut();
    inspection.lines().forEach(out::println);
    out.flush();
    input.warnings().forEach(warning -> err.println("warning: " + warning));
    options.warnings().forEach(warning -> err.println("warning: " + warning));
    return 0;
  }

  /** What the file holds: a job of ours, or one that Aurora's client or scheduler wrote. */
  private record Input(Optional<Job> job, Optional<AuroraInput> aurora, List<String> warnings) {}

  private Input read(int instance) {
    Optional<AuroraInput> aurora = AuroraInput.read(jobFile, instance);
    List<String> warnings = new ArrayList<>();
    aurora.ifPresent(known -> warnings.addAll(known.warnings()));
    if (aurora.isPresent() && !aurora.get().madeUp()) {
      return new Input(Optional.empty(), aurora, warnings);
    }
    Job job;
    try {
      job = JobFiles.read(jobFile);
    } catch (JobFormatException e) {
      if (aurora.isEmpty()) {
        throw e;
      }
      // Aurora's client writes more than a scheduler of ours takes.
      e.getMessage()
          .lines()
          .forEach(line -> warnings.add("herald scheduler does not take this file: " + line));
      return new Input(Optional.empty(), aurora, warnings);
    }
    requireInstance(job, instance);
    List<String> ofJob =
        JobWarnings.of(job).stream().map(warning -> jobFile + ": " + warning).toList();
    return new Input(Optional.of(job), Optional.empty(), ofJob);
  }

  private static void requireInstance(Job job, int instance) {
    if (instance < 0 || instance >= job.instances()) {
      throw new IllegalArgumentException(
          "--instance = "
              + instance
              + ": the job has "
              + job.instances()
              + " instances; write 0 to "
              + (job.instances() - 1));
    }
  }
}
