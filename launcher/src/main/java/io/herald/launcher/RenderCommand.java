package io.herald.launcher;

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
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
final class RenderCommand extends AnnotatedCommand {

  private static final Logger log = LoggerFactory.getLogger(RenderCommand.class);

  @Spec private CommandSpec spec;

  /** The command with its own flags and those of the cluster. */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = commandLine(new RenderCommand(), RenderFlags.TABLE, environment);
    commandLine.addSubcommand(
        CheckConfigCommand.NAME,
        CheckConfigCommand.commandLine((file, warnings) -> RenderConfigFile.read(file)));
    return commandLine;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RenderFlags flags = RenderFlags.read(flags(), log::warn);
    RenderConfig files = RenderConfigFile.read(flags.config());
    if (flags.once() || flags.dryRun()) {
      return once(files, flags) ? 0 : 1;
    }
    serve(files, flags);
    return 0;
  }

  private static List<ProblemKind> problemKinds() {
    List<ProblemKind> kinds = new ArrayList<>(List.of(EntityProblem.values()));
    kinds.addAll(List.of(RenderProblem.values()));
    return kinds;
  }

  private boolean once(RenderConfig files, RenderFlags flags) throws InterruptedException {
    try (FollowedCluster cluster = FollowedCluster.start(flags.follow(), problemKinds())) {
      if (!cluster.awaitComplete(flags.patience())) {
        throw new CommandFailedException(
            "no snapshot of the cluster within "
                + flags.patience().toSeconds()
                + " s, so nothing is rendered; look at the log for why, or give --wait more");
      }
      OneRendering rendering =
          new OneRendering(
              files,
              cluster.live(),
              new Selection(Publication.DEFAULT, List.of()),
              RenderWorkers.real(new ProcessRunner()));
      if (!flags.dryRun()) {
        return rendering.write();
      }
      PrintWriter out = spec.commandLine().getOut();
      boolean ok = rendering.show(out::println);
      out.flush();
      return ok;
    }
  }

  private void serve(RenderConfig files, RenderFlags flags)
      throws IOException, InterruptedException {
    RenderService service = new RenderService(RenderWorkers.real(new ProcessRunner()));
    FollowedCluster cluster = FollowedCluster.start(flags.follow(), problemKinds());
    RenderSource source =
        new RenderSource(
            cluster.live(),
            cluster::hostsKnown,
            Publication.DEFAULT,
            List.of(),
            cluster.problems());
    Optional<LoopbackMetrics> metrics =
        flags.metricsPort().isPresent()
            ? Optional.of(
                new LoopbackMetrics(
                    flags.metricsPort().get(), () -> rows(service, cluster), List.of()))
            : Optional.empty();
    CommandLog.start(
        spec,
        "configuration: " + flags.config(),
        () -> {
          service.close();
          metrics.ifPresent(LoopbackMetrics::close);
          cluster.close();
        });
    metrics.ifPresent(
        page -> log.info("metrics at http://{}/metrics", AddressText.of(page.address())));
    SighupHandler.handle(() -> reread(flags.config(), service, source));
    service.use(files, source);
    new CountDownLatch(1).await(); // until a signal; the hook ends it
  }

  private static List<Metric> rows(RenderService service, FollowedCluster cluster) {
    List<Metric> rows = new ArrayList<>(service.metrics());
    rows.addAll(cluster.metrics());
    return rows;
  }

  private static void reread(Path config, RenderService service, RenderSource source) {
    try {
      RenderConfig files = RenderConfigFile.read(config);
      service.use(files, source);
      log.info("{} is read again and in force", config);
    } catch (RenderConfigException e) {
      e.errors().forEach(error -> log.error("{}", error));
      log.error("{} is refused; the previous configuration stays in force", config);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
