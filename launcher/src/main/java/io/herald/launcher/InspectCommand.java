package io.herald.launcher;

import io.herald.dns.naming.LabelRules;
import io.herald.executor.ExecutorOptions;
import io.herald.jobs.Job;
import io.herald.jobs.file.JobFiles;
import io.herald.jobs.file.JobFormatException;
import io.herald.launcher.inspect.AuroraInput;
import io.herald.launcher.inspect.Inspection;
import io.herald.launcher.inspect.InspectionOptions;
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
      "Nothing is started and nobody is asked; port numbers and the agent are made up."
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
      defaultValue = ExecutorOptions.DEFAULT_SERVERSET_PATH,
      description = "The executor's root of all ServerSets (default: ${DEFAULT-VALUE}).")
  private String serverSetRoot = "";

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      defaultValue = "mesos",
      description = "The DNS server's domain (default: ${DEFAULT-VALUE}).")
  private String domain = "";

  @Option(
      names = "--enforce-rfc952",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      paramLabel = "true|false",
      description = "The DNS server's EnforceRFC952: labels of 24 characters (default: false).")
  private boolean enforceRfc952;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    Optional<AuroraInput> aurora = AuroraInput.read(jobFile, instance);
    if (aurora.isPresent() && !aurora.get().madeUp()) {
      show(aurora.get(), aurora.get().warnings());
      return 0;
    }
    Job job;
    try {
      job = JobFiles.read(jobFile);
    } catch (JobFormatException e) {
      if (aurora.isEmpty()) {
        throw e;
      }
      // Aurora's client writes more than a scheduler of ours takes.
      List<String> warnings = new ArrayList<>(aurora.get().warnings());
      e.getMessage()
          .lines()
          .forEach(line -> warnings.add("herald scheduler does not take this file: " + line));
      show(aurora.get(), warnings);
      return 0;
    }
    if (instance < 0 || instance >= job.instances()) {
      throw new IllegalArgumentException(
          "--instance = "
              + instance
              + ": the job has "
              + job.instances()
              + " instances; write 0 to "
              + (job.instances() - 1));
    }
    print(Inspection.of(job, instance, discovery.options(), options()), List.of());
    return 0;
  }

  private void show(AuroraInput aurora, List<String> warnings) {
    print(Inspection.of(aurora, discovery.options(), options()), warnings);
  }

  private InspectionOptions options() {
    return new InspectionOptions(
        serverSetRoot, domain, enforceRfc952 ? LabelRules.RFC952 : LabelRules.RFC1123);
  }

  private void print(Inspection inspection, List<String> warnings) {
    PrintWriter out = spec.commandLine().getOut();
    inspection.lines().forEach(out::println);
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    warnings.forEach(warning -> err.println("warning: " + warning));
    discovery.options().warnings().forEach(warning -> err.println("warning: " + warning));
  }
}
