package io.herald.launcher;

import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.sidecar.Sidecar;
import io.herald.executor.sidecar.SidecarOptions;
import io.herald.jobs.Job;
import io.herald.jobs.file.JobFiles;
import io.herald.runtime.failure.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The sidecar: announces a command, whatever starts it. */
@Command(
    name = "announce",
    description = {
      "Runs a command, checks its health and announces it in a ZooKeeper ServerSet.",
      "For what Marathon, systemd or a person starts. To its parent it is the command: input,"
          + " output, exit code and signals are the command's. On SIGTERM and SIGINT its member goes"
          + " first, the drain time passes, then the command gets the signal.",
      "Without a command it announces what something else runs, until it is signalled."
    },
    customSynopsis = {
      "herald announce --job FILE --announcer-ensemble HOST:PORT,… [OPTIONS] -- COMMAND [ARG…]",
      "       herald announce --job FILE --announcer-ensemble HOST:PORT,… [OPTIONS]",
      ""
    },
    footer = {
      "",
      "{{thermos.ports[NAME]}} and the other templates of job files work in COMMAND too.",
      "Exit code: the command's, 128 + n if signal n ended it; 2 if the command line or the job is"
          + " wrong (nothing was started then); without a command 0."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AnnounceCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--job",
      paramLabel = "FILE",
      required = true,
      description =
          "Job file, YAML or JSON: key, announce block, ports, health check, life cycle. Its task may be"
              + " missing, and is not run.")
  private Path job = Path.of("");

  @Option(
      names = "--instance",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description =
          "Instance number within the job: the member's shard (default: ${DEFAULT-VALUE}).")
  private int instance;

  @Option(
      names = "--port",
      paramLabel = "NAME=NUMBER",
      split = ",",
      description = {
        "Number of a port; may be given several times. If not given, it is read from the variable PORT_<NAME>, or from"
            + " PORT0, PORT1, … in the order of the job's ports."
      })
  private Map<String, Integer> ports = new TreeMap<>();

  @Mixin private AnnouncerOptionsMixin announcer = new AnnouncerOptionsMixin();

  @Parameters(
      paramLabel = "COMMAND",
      description = "What to run, with its arguments, behind a --. Not given: something else runs.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Problems problems = new Problems();
    Optional<Job> read = problems.of(() -> JobFiles.readForAnnouncing(job));
    Optional<ExecutorOptions> announcing = problems.of(() -> announcer.options().build());
    Optional<SidecarOptions> options =
        problems.of(
            () ->
                new SidecarOptions(
                    announcing.orElseGet(AnnounceCommand::anyAnnouncer),
                    instance,
                    new TreeMap<>(ports),
                    command));
    problems.refuse();
    CommandLog.started(spec, "job: " + job);
    return Sidecar.run(read.orElseThrow(), options.orElseThrow(), System.getenv());
  }

  /** Stands in for flags that are refused already, so that the others are checked too. */
  private static ExecutorOptions anyAnnouncer() {
    return ExecutorOptions.builder().announcerEnsemble("refused:1").build();
  }
}
