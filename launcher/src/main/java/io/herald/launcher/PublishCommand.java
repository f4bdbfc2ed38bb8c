package io.herald.launcher;

import io.herald.launcher.balancer.ProblemRoutes;
import io.herald.launcher.publishing.ZoneNames;
import io.herald.publish.PublishService;
import io.herald.publish.config.PublishProblem;
import io.herald.publish.keys.PublishRules;
import io.herald.publish.writer.PublishSource;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.text.AddressText;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemKind;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/** The services as keys in etcd, without a DNS server. */
final class PublishCommand implements Callable<Integer>, TableCommand {

  private static final Logger log = LoggerFactory.getLogger(PublishCommand.class);

  private static final String SKYDNS = "skydns";

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final PositionalParamSpec form =
      PositionalParamSpec.builder()
          .paramLabel("FORM")
          .type(String.class)
          .required(true)
          .completionCandidates(List.of(SKYDNS))
          .description("Whose form the keys have: skydns, which SkyDNS and CoreDNS read.")
          .build();
  private final Map<String, String> environment;
  private final CommandFlags flags;

  private PublishCommand(Map<String, String> environment) {
    this.environment = environment;
    spec.name("publish").mixinStandardHelpOptions(true);
    spec.addPositional(form);
    ConfigFlag.addTo(spec);
    this.flags = CommandFlags.addTo(spec, PublishFlags.TABLE, environment);
  }

  /** The command with all its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new PublishCommand(environment).describe();
  }

  private CommandLine describe() {
    UsageMessageSpec usage = spec.usageMessage();
    usage.description(
        "Follows the Mesos masters and keeps every instance in etcd as SkyDNS has it, so that"
            + " SkyDNS or CoreDNS answers for Mesos' services.",
        "Of several publishers one writes; another takes over when it ends. A flag beats the"
            + " environment (HERALD_PUBLISH_…), the environment beats the file. SIGHUP reads the"
            + " file again. herald dns publishes too, with --publish-etcd.");
    usage.sortOptions(false);
    usage.abbreviateSynopsis(true);
    return new CommandLine(spec);
  }

  @Override
  public CommandFlags flags() {
    return flags;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!SKYDNS.equals(form.getValue())) {
      throw new ParameterException(
          spec.commandLine(), "\"" + form.getValue() + "\" is not a form of keys; write skydns");
    }
    PublishFlags settings = FollowingSettings.first(this::read);
    List<ProblemKind> kinds = new ArrayList<>(List.of(EntityProblem.values()));
    kinds.addAll(List.of(PublishProblem.values()));
    FollowedCluster cluster = FollowedCluster.start(settings.follow(), kinds);
    PublishService service = new PublishService(PublishService.self());
    Optional<LoopbackMetrics> page =
        settings.metricsPort().isPresent()
            ? Optional.of(page(settings.metricsPort().get(), service, cluster))
            : Optional.empty();
    CommandLog.start(
        spec,
        "configuration: " + file().map(Path::toString).orElse("flags and environment, no file"),
        () -> {
          service.close();
          page.ifPresent(LoopbackMetrics::close);
          cluster.close();
        });
    page.ifPresent(
        served -> log.info("metrics at http://{}/metrics", AddressText.of(served.address())));
    SighupHandler.handle(
        () ->
            FollowingSettings.again(this::read, settings, now -> use(now, service, cluster), log));
    use(settings, service, cluster);
    ReadyNotice.send(environment);
    new CountDownLatch(1).await(); // until a signal; the hook ends it
    return 0;
  }

  private static LoopbackMetrics page(int port, PublishService service, FollowedCluster cluster)
      throws IOException {
    return new LoopbackMetrics(
        port,
        () -> {
          List<Metric> rows = new ArrayList<>(service.metrics());
          rows.addAll(cluster.metrics());
          return rows;
        },
        List.of(new ProblemRoutes(() -> List.of(cluster.problems()), cluster::skipped)));
  }

  private Optional<Path> file() {
    return ConfigFlag.file(spec, PublishFlags.TABLE, environment);
  }

  private PublishFlags read() throws SettingsException {
    return PublishFlags.read(flags, file(), log::warn);
  }

  private static void use(PublishFlags settings, PublishService service, FollowedCluster cluster) {
    service.use(
        Optional.of(
            new PublishService.Wanted(
                settings.etcd(),
                settings.settings(),
                new PublishSource(
                    cluster.live(),
                    cluster::hostsKnown,
                    new PublishRules(
                        new ZoneNames(settings.naming()),
                        settings.naming().publication(),
                        settings.naming().ipSources(),
                        settings.ttl()),
                    cluster.problems()))));
  }
}
