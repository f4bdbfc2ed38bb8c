package io.herald.launcher;

import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.zone.ZoneParameters;
import io.herald.executor.options.ExecutorOptions;
import io.herald.jobs.Job;
import io.herald.jobs.JobWarnings;
import io.herald.jobs.file.JobFiles;
import io.herald.jobs.file.JobFormatException;
import io.herald.launcher.inspect.AuroraInput;
import io.herald.launcher.inspect.Inspection;
import io.herald.launcher.inspect.InspectionOptions;
import io.herald.runtime.failure.Problems;
import io.herald.scheduler.DiscoveryOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
final class InspectCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description =
          "Job config, YAML or JSON; or what Aurora's client writes of a job or task, JSON or Thrift.")
  private Path jobFile = Path.of("");

  @Option(
      names = "--instance",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "Which instance to show (default: ${DEFAULT-VALUE}).")
  private int instance;

  @Mixin private DiscoveryOptionsMixin discovery = new DiscoveryOptionsMixin();

  @Option(
      names = "--announcer-serverset-path",
      paramLabel = "PATH",
      description = "Root of the ServerSets, as the executor has it (default: ${DEFAULT-VALUE}).")
  private String serverSetRoot = ExecutorOptions.DEFAULT.serversetPath();

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "The DNS server's domain (default: ${DEFAULT-VALUE}).")
  private String domain = ZoneParameters.DOMAIN.defaultValue().orElseThrow();

  @Option(
      names = "--enforce-rfc952",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      paramLabel = "true|false",
      description =
          "The DNS server's enforceRFC952: labels of at most 24 characters (default: false).")
  private boolean enforceRfc952;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    Problems problems = new Problems();
    Optional<Input> read = problems.of(this::read);
    Optional<DiscoveryOptions> given = problems.of(discovery::options);
    problems.refuse();
    Input input = read.orElseThrow();
    DiscoveryOptions options = given.orElseThrow();
    InspectionOptions names =
        new InspectionOptions(
            serverSetRoot, domain, enforceRfc952 ? LabelRules.RFC952 : LabelRules.RFC1123);
    Inspection inspection =
        input.job().isPresent()
            ? Inspection.of(input.job().get(), instance, options, names)
            : Inspection.of(input.aurora().orElseThrow(), options, names);
    PrintWriter out = spec.commandLine().getOut();
    inspection.lines().forEach(out::println);
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    input.warnings().forEach(warning -> err.println("warning: " + warning));
    options.warnings().forEach(warning -> err.println("warning: " + warning));
    return 0;
  }

  /** What the file holds: a job of ours, or one that Aurora's client or scheduler wrote. */
  private record Input(Optional<Job> job, Optional<AuroraInput> aurora, List<String> warnings) {}

  private Input read() {
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
    requireInstance(job);
    List<String> ofJob =
        JobWarnings.of(job).stream().map(warning -> jobFile + ": " + warning).toList();
    return new Input(Optional.of(job), Optional.empty(), ofJob);
  }

  private void requireInstance(Job job) {
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
