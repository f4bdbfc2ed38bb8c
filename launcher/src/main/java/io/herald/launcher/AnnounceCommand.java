package io.herald.launcher;

import static java.util.stream.Collectors.joining;

import io.herald.executor.announce.Announcers;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.announce.SeveralAnnouncers;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.ExecutorParameters;
import io.herald.executor.sidecar.Sidecar;
import io.herald.executor.sidecar.SidecarOptions;
import io.herald.jobs.Job;
import io.herald.jobs.file.JobFiles;
import io.herald.launcher.announcing.AgentMode;
import io.herald.launcher.announcing.AnnouncePlace;
import io.herald.runtime.failure.Problems;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The sidecar: announces a command, whatever starts it. */
@Command(
    name = "announce",
    description = {
      "Runs a command, checks its health and announces it in a ZooKeeper ServerSet, or in etcd as"
          + " SkyDNS and CoreDNS read it.",
      "For what Marathon, systemd or a person starts. To its parent it is the command: input,"
          + " output, exit code and signals are the command's. On SIGTERM and SIGINT its member goes"
          + " first, the drain time passes, then the command gets the signal.",
      "Without a command it announces what something else runs, until it is signalled. With --agent"
          + " it announces every task of a Mesos agent whose labels ask for it."
    },
    customSynopsis = {
      "herald announce --job FILE --announcer-ensemble HOST:PORT,… [OPTIONS] -- COMMAND [ARG…]",
      "       herald announce --job FILE --announcer-ensemble HOST:PORT,… [OPTIONS]",
      "       herald announce --job FILE --etcd URL,… [OPTIONS] -- COMMAND [ARG…]",
      "       herald announce --agent URL --announcer-ensemble HOST:PORT,… [OPTIONS]",
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
final class AnnounceCommand extends AnnotatedCommand {

  private static final Logger log = LoggerFactory.getLogger(AnnounceCommand.class);

  /** Whole agents; none in the executor's package. */
  private static final Optional<AgentMode> AGENTS = AgentMode.found();

  private static final Parameter<Path> JOB = job();
  private static final Parameter<Integer> INSTANCE =
      Parameter.ofFlag(
              "instance",
              ValueTypes.number(new Range(0, Integer.MAX_VALUE)),
              "instance number within the job: the member's shard")
          .withDefault(0);
  private static final Parameter<SortedMap<String, Integer>> PORT =
      Parameter.ofFlag(
          "port",
          ValueTypes.byNameWithCommas(
              "NAME=NUMBER", ValueTypes.number(new Range(Integer.MIN_VALUE, Integer.MAX_VALUE))),
          "number of a port; if not given, it is read from the variable PORT_<NAME>, or from PORT0,"
              + " PORT1, … in the order of the job's ports");

  /** Beside ZooKeeper; none in the executor's package. */
  private static final List<AnnouncePlace> PLACES = AnnouncePlace.found();

  /** A must where there is no other place. */
  static final Parameter<String> ENSEMBLE =
      PLACES.isEmpty()
          ? ExecutorParameters.REQUIRED_ENSEMBLE
          : Parameter.ofFlag(
              "announcer-ensemble",
              ValueTypes.anyText("HOST:PORT,…"),
              "ZooKeeper ensemble of the ServerSets, with a chroot if need be, which is created"
                  + " however deep; needed unless --etcd is given");

  static final ParameterTable TABLE =
      new ParameterTable(
          "announce",
          List.of(JOB, ENSEMBLE, INSTANCE, PORT),
          ExecutorParameters.ANNOUNCING,
          PLACES.stream().flatMap(place -> place.parameters().stream()).toList(),
          AGENTS.map(AgentMode::parameters).orElse(List.of()));

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      description = "What to run, with its arguments, behind a --. Not given: something else runs.")
  private List<String> command = new ArrayList<>();

  /** The command with its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = commandLine(new AnnounceCommand(), TABLE, environment);
    commandLine.addSubcommand(
        CheckConfigCommand.NAME,
        CheckConfigCommand.commandLine(
            (file, warnings) -> Sidecar.check(JobFiles.readForAnnouncing(file))));
    return commandLine;
  }

  /** A must where there is nothing else to announce. */
  private static Parameter<Path> job() {
    String meaning =
        "job file, YAML or JSON: key, announce block, ports, health check, life cycle; its task may"
            + " be missing, and is not run";
    return AGENTS.isPresent()
        ? Parameter.ofFlag(
            "job", ValueTypes.file("FILE"), meaning + "; needed unless --agent is given")
        : Parameter.ofFlag("job", ValueTypes.file("FILE"), meaning).required();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Values values = judged(log::warn);
    if (AGENTS.filter(agents -> values.isGiven(agents.parameters().get(0))).isPresent()) {
      return announceAgent(values, AGENTS.get());
    }
    return announceJob(values);
  }

  /** What an agent runs. */
  private int announceAgent(Values values, AgentMode agents)
      throws IOException, InterruptedException {
    Problems problems = new Problems();
    values.problems().forEach(problems::add);
    List<Parameter<?>> unused = new ArrayList<>(List.of(JOB, INSTANCE, PORT));
    unused.addAll(agents.withoutMeaning());
    unused.stream()
        .filter(values::isGiven)
        .forEach(
            row ->
                problems.add(
                    "--"
                        + row.flag()
                        + " has no meaning with --agent, which runs and ends nothing;"
                        + " leave it out"));
    PLACES.stream()
        .flatMap(place -> place.parameters().stream())
        .filter(values::isGiven)
        .forEach(
            row ->
                problems.add(
                    "--"
                        + row.flag()
                        + " has no effect with --agent, which announces in ZooKeeper alone: in etcd,"
                        + " herald publish skydns keeps the tasks of all agents"));
    if (!command.isEmpty()) {
      problems.add("a command can't be run with --agent; leave it out, or give a --job");
    }
    if (!values.isGiven(ENSEMBLE)) {
      problems.add("--announcer-ensemble is missing; give ZooKeeper's HOST:PORT,…");
    }
    Optional<AgentMode.Run> run =
        problems
            .of(() -> ExecutorParameters.read(values, ENSEMBLE).build())
            .flatMap(options -> problems.of(() -> agents.read(values, options)));
    problems.refuse();
    CommandLog.started(spec, "agent: " + values.shown(agents.parameters().get(0)).orElse(""));
    return run.orElseThrow().untilSignal();
  }

  private int announceJob(Values values) throws IOException {
    Problems problems = new Problems();
    Optional<Path> file = values.find(JOB);
    Optional<Job> job = file.flatMap(path -> problems.of(() -> JobFiles.readForAnnouncing(path)));
    List<Announcers> places = new ArrayList<>();
    PLACES.forEach(place -> place.read(values, job).ifPresent(places::add));
    values.problems().forEach(problems::add);
    if (AGENTS.isPresent() && !values.isGiven(JOB)) {
      problems.add("--job is missing; give a job file, or --agent to announce what an agent runs");
    }
    AGENTS.stream()
        .flatMap(agents -> agents.parameters().stream())
        .filter(values::isGiven)
        .forEach(row -> problems.add("--" + row.flag() + " has no effect without --agent"));
    if (!PLACES.isEmpty() && !isPlaceGiven(values)) {
      problems.add(
          "--announcer-ensemble is missing; give ZooKeeper's HOST:PORT,…"
              + PLACES.stream().map(place -> ", or --" + place.flag()).collect(joining()));
    }
    Optional<ExecutorOptions> announcing =
        problems.of(() -> ExecutorParameters.read(values, ENSEMBLE).build());
    Optional<SidecarOptions> options =
        problems.of(
            () ->
                new SidecarOptions(
                    announcing.orElse(ExecutorOptions.DEFAULT),
                    values.get(INSTANCE),
                    values.find(PORT).orElseGet(TreeMap::new),
                    command));
    problems.refuse();
    CommandLog.started(spec, "job: " + file.orElseThrow());
    if (announcing.orElseThrow().announcerEnsemble().isPresent()) {
      places.add(0, ServerSetAnnouncers.of(announcing.orElseThrow()));
    }
    return Sidecar.run(
        job.orElseThrow(), options.orElseThrow(), System.getenv(), new SeveralAnnouncers(places));
  }

  private static boolean isPlaceGiven(Values values) {
    return values.isGiven(ENSEMBLE)
        || PLACES.stream()
            .flatMap(place -> TABLE.of(place.flag()).stream())
            .anyMatch(values::isGiven);
  }
}
