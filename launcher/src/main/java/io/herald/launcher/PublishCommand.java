package io.herald.launcher;

import io.herald.http.RouteGroup;
import io.herald.launcher.balancer.ProblemRoutes;
import io.herald.launcher.publishing.ZoneNames;
import io.herald.publish.PublishService;
import io.herald.publish.config.PublishProblem;
import io.herald.publish.keys.PublishRules;
import io.herald.publish.writer.PublishSource;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemKind;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** The services as keys in etcd, without a DNS server. */
final class PublishCommand extends FollowingCommand<PublishFlags> {

  private static final String SKYDNS = "skydns";

  /** Missing only where a file is checked, which is of every form. */
  private final PositionalParamSpec form =
      PositionalParamSpec.builder()
          .paramLabel("FORM")
          .type(String.class)
          .arity("0..1")
          .completionCandidates(List.of(SKYDNS))
          .description("Whose form the keys have: skydns, which SkyDNS and CoreDNS read.")
          .build();

  private PublishCommand(Map<String, String> environment) {
    super("publish", PublishFlags.TABLE, environment);
    spec().addPositional(form);
    spec().usageMessage().customSynopsis("herald publish [OPTIONS] FORM");
  }

  /** The command with all its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new PublishCommand(environment)
        .describe(
            "Follows the Mesos masters and keeps every instance in etcd as SkyDNS has it, so that"
                + " SkyDNS or CoreDNS answers for Mesos' services.",
            "Of several publishers one writes; another takes over when it ends. A flag beats the"
                + " environment (HERALD_PUBLISH_…), the environment beats the file. SIGHUP reads"
                + " the file again. herald dns publishes too, with --publish-etcd.");
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (form.getValue() == null) {
      throw new ParameterException(
          spec().commandLine(), "the form of the keys is missing; write herald publish skydns");
    }
    if (!SKYDNS.equals(form.getValue())) {
      throw new ParameterException(
          spec().commandLine(), "\"" + form.getValue() + "\" is not a form of keys; write skydns");
    }
    return super.call();
  }

  @Override
  PublishFlags read(CommandFlags flags, Optional<Path> file, Consumer<String> warnings)
      throws SettingsException {
    return PublishFlags.read(flags, file, warnings);
  }

  @Override
  Collection<? extends ProblemKind> problemKinds() {
    List<ProblemKind> kinds = new ArrayList<>(List.of(EntityProblem.values()));
    kinds.addAll(List.of(PublishProblem.values()));
    return kinds;
  }

  @Override
  Part<PublishFlags> part(FollowedCluster cluster) {
    return new Publisher(new PublishService(PublishService.self()), cluster);
  }

  @Override
  String shown(String address) {
    return "metrics at http://" + address + "/metrics";
  }

  private record Publisher(PublishService service, FollowedCluster cluster)
      implements Part<PublishFlags> {

    @Override
    public void use(PublishFlags settings) {
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

    @Override
    public List<Metric> metrics() {
      return service.metrics();
    }

    @Override
    public List<RouteGroup> routes() {
      return List.of(new ProblemRoutes(() -> List.of(cluster.problems()), cluster::skipped));
    }

    @Override
    public void close() {
      service.close();
    }
  }
}
