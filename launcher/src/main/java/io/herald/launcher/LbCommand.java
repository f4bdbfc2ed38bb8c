package io.herald.launcher;

import io.herald.balancer.control.LoadBalancerSettings;
import io.herald.launcher.balancer.ExplainRoutes;
import io.herald.launcher.balancer.ProblemRoutes;
import io.herald.launcher.balancer.RunningBalancer;
import io.herald.launcher.balancer.VipRoutes;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.text.AddressText;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The load balancer, without a DNS server. */
final class LbCommand implements Callable<Integer>, TableCommand {

  private static final Logger log = LoggerFactory.getLogger(LbCommand.class);

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final Map<String, String> environment;
  private final CommandFlags flags;

  private LbCommand(Map<String, String> environment) {
    this.environment = environment;
    spec.name("lb").mixinStandardHelpOptions(true);
    this.flags = LbFlags.addTo(spec, environment);
  }

  /** The command with all its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new LbCommand(environment).describe();
  }

  private CommandLine describe() {
    UsageMessageSpec usage = spec.usageMessage();
    usage.description(
        "Follows the Mesos masters and carries the traffic of VIPs: addresses that labels of tasks"
            + " ask for (VIP_0=/sise:80), as DC/OS has them.",
        "A flag beats the environment (HERALD_LB_…), the environment beats the file. SIGHUP reads"
            + " the file again. herald dns balances too, and answers the VIPs' names.");
    usage.sortOptions(false);
    usage.abbreviateSynopsis(true);
    spec.addSubcommand(CheckConfigCommand.NAME, CheckConfigCommand.commandLine(this::check));
    return new CommandLine(spec);
  }

  @Override
  public CommandFlags flags() {
    return flags;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LbFlags settings = FollowingSettings.first(this::read);
    FollowedCluster cluster =
        FollowedCluster.start(settings.follow(), List.of(EntityProblem.values()));
    RunningBalancer balancer = new RunningBalancer(cluster.live(), cluster.clock(), () -> {});
    Optional<LoopbackMetrics> page =
        settings.metricsPort().isPresent()
            ? Optional.of(page(settings.metricsPort().get(), balancer, cluster))
            : Optional.empty();
    CommandLog.start(
        spec,
        "configuration: "
            + LbFlags.file(spec, environment)
                .map(Path::toString)
                .orElse("flags and environment, no file"),
        () -> {
          balancer.close();
          page.ifPresent(LoopbackMetrics::close);
          cluster.close();
        });
    page.ifPresent(
        served -> log.info("VIPs and metrics at http://{}/", AddressText.of(served.address())));
    SighupHandler.handle(
        () -> FollowingSettings.again(this::read, settings, now -> use(now, balancer), log));
    use(settings, balancer);
    ReadyNotice.send(environment);
    new CountDownLatch(1).await(); // until a signal; the hook ends it
    return 0;
  }

  private static LoopbackMetrics page(int port, RunningBalancer balancer, FollowedCluster cluster)
      throws IOException {
    return new LoopbackMetrics(
        port,
        () -> {
          List<Metric> rows = new ArrayList<>(balancer.metrics());
          rows.addAll(cluster.metrics());
          return rows;
        },
        List.of(
            new VipRoutes(balancer),
            new ExplainRoutes(balancer),
            new ProblemRoutes(
                () -> {
                  List<ProblemBook> books = new ArrayList<>(List.of(cluster.problems()));
                  balancer.problems().ifPresent(books::add);
                  return books;
                },
                cluster::skipped)));
  }

  private LbFlags read() throws SettingsException {
    return LbFlags.read(flags, LbFlags.file(spec, environment), log::warn);
  }

  private void check(Path file, Consumer<String> warnings) throws SettingsException {
    LbFlags.read(flags, Optional.of(file), warnings);
  }

  private static void use(LbFlags settings, RunningBalancer balancer) {
    balancer.use(settings.balancer(), LoadBalancerSettings.DCOS_ZONE);
  }
}
