package io.herald.launcher;

import io.herald.catalog.follow.FollowParameters;
import io.herald.catalog.follow.FollowSettings;
import io.herald.render.RenderProblem;
import io.herald.render.RenderService;
import io.herald.render.RenderSource;
import io.herald.render.command.ProcessRunner;
import io.herald.render.config.RenderConfig;
import io.herald.render.config.RenderConfigException;
import io.herald.render.config.RenderConfigFile;
import io.herald.render.plan.Selection;
import io.herald.render.schedule.OneRendering;
import io.herald.render.schedule.RenderWorkers;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.text.AddressText;
import io.herald.services.instance.Publication;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemKind;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsException;
import io.herald.settings.SettingsReader;
import io.herald.settings.Values;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rendered files, without a DNS server. */
@Command(
    name = "render",
    description = {
      "Follows the Mesos masters and keeps files true that other programs read: nginx' upstreams,"
          + " HAProxy's backends, seed lists, whatever a template makes of the services.",
      "A file is written when its content changes, whole, after a check, and its reader is told."
          + " SIGHUP reads the configuration again."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true)
final class RenderCommand implements Callable<Integer> {

  /** Which cluster is followed: the rows that the DNS server has too. */
  static final List<Parameter<?>> PARAMETERS =
      Stream.<List<Parameter<?>>>of(
              List.of(FollowParameters.ZK, FollowParameters.MASTERS),
              FollowParameters.READING,
              FollowParameters.ACCESS,
              List.of(FollowParameters.STATE_DIRECTORY))
          .flatMap(List::stream)
          .toList();

  private static final Logger log = LoggerFactory.getLogger(RenderCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "What is rendered: YAML, or JSON if the name ends in .json.")
  private Path config = Path.of("");

  @Option(
      names = "--once",
      description = "Render every file once, reload, and exit: 0 if all went well.")
  private boolean once;

  @Option(
      names = "--dry-run",
      description = "Print what would change, as unified diffs; write and run nothing.")
  private boolean dryRun;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "With --once and --dry-run: seconds to wait for the masters (default: ${DEFAULT-VALUE}).")
  private int wait;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Serve /metrics at this port of the loopback address; 0: any free one. Not given: nowhere.")
  private @Nullable Integer metricsPort;

  /** The command with its own flags and those of the cluster. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new RenderCommand());
    PARAMETERS.forEach(row -> commandLine.getCommandSpec().addOption(ParameterFlags.of(row)));
    return commandLine;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RenderConfig files = RenderConfigFile.read(config);
    FollowSettings follow = follow();
    if (once || dryRun) {
      return once(files, follow) ? 0 : 1;
    }
    serve(files, follow);
    return 0;
  }

  private FollowSettings follow() {
    try {
      Values values =
          new SettingsReader(new ParameterTable("render", PARAMETERS))
              .flags(ParameterFlags.given(spec, PARAMETERS))
              .read();
      Optional<FollowSettings> follow = FollowParameters.read(values);
      values.warnings().forEach(log::warn);
      values.refuse();
      FollowSettings settings = follow.orElseThrow();
      return values
          .find(FollowParameters.STATE_DIRECTORY)
          .map(
              folder ->
                  settings.withSnapshot(
                      new FollowSettings.Snapshot(
                          folder.toAbsolutePath().resolve("render.snapshot"), "render")))
          .orElse(settings);
    } catch (SettingsException e) {
      throw DnsFlags.asUsage(e);
    }
  }

  private static List<ProblemKind> problemKinds() {
    List<ProblemKind> kinds = new ArrayList<>(List.of(EntityProblem.values()));
    kinds.addAll(List.of(RenderProblem.values()));
    return kinds;
  }

  private boolean once(RenderConfig files, FollowSettings follow) throws InterruptedException {
    try (FollowedCluster cluster = FollowedCluster.start(follow, problemKinds())) {
      if (!cluster.awaitComplete(Duration.ofSeconds(wait))) {
        throw new CommandFailedException(
            "no snapshot of the cluster within "
                + wait
                + " s, so nothing is rendered; look at the log for why, or give --wait more");
      }
      OneRendering rendering =
          new OneRendering(
              files,
              cluster.live(),
              new Selection(Publication.DEFAULT, List.of()),
              RenderWorkers.real(new ProcessRunner()));
      if (!dryRun) {
        return rendering.write();
      }
      PrintWriter out = spec.commandLine().getOut();
      boolean ok = rendering.show(out::println);
      out.flush();
      return ok;
    }
  }

  private void serve(RenderConfig files, FollowSettings follow)
      throws IOException, InterruptedException {
    RenderService service = new RenderService(RenderWorkers.real(new ProcessRunner()));
    FollowedCluster cluster = FollowedCluster.start(follow, problemKinds());
    RenderSource source =
        new RenderSource(
            cluster.live(),
            cluster::hostsKnown,
            Publication.DEFAULT,
            List.of(),
            cluster.problems());
    Optional<LoopbackMetrics> metrics =
        metricsPort == null
            ? Optional.empty()
            : Optional.of(new LoopbackMetrics(metricsPort, () -> rows(service, cluster)));
    CommandLog.start(
        spec,
        "configuration: " + config,
        () -> {
          service.close();
          metrics.ifPresent(LoopbackMetrics::close);
          cluster.close();
        });
    metrics.ifPresent(
        page -> log.info("metrics at http://{}/metrics", AddressText.of(page.address())));
    SighupHandler.handle(() -> reread(service, source));
    service.use(files, source);
    new CountDownLatch(1).await(); // until a signal; the hook ends it
  }

  private static List<Metric> rows(RenderService service, FollowedCluster cluster) {
    List<Metric> rows = new ArrayList<>(service.metrics());
    rows.addAll(cluster.metrics());
    return rows;
  }

  private void reread(RenderService service, RenderSource source) {
    try {
      RenderConfig files = RenderConfigFile.read(config);
      service.use(files, source);
      log.info("{} is read again and in force", config);
    } catch (RenderConfigException e) {
      e.errors().forEach(error -> log.error("{}", error));
      log.error("{} is refused; the configuration of before stays in force", config);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
