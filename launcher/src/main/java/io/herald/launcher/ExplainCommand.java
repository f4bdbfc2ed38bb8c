package io.herald.launcher;

import static java.util.Objects.requireNonNull;

import io.herald.balancer.config.BalancerParameters;
import io.herald.balancer.config.BalancerSettings;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.explain.ClusterProbe;
import io.herald.dns.explain.Explainer;
import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.explain.ExplanationText;
import io.herald.dns.record.ZoneName;
import io.herald.launcher.balancer.BalancerProbe;
import io.herald.launcher.balancer.VipExplanations;
import io.herald.launcher.modules.SkydnsExplanations;
import io.herald.launcher.modules.SkydnsModule;
import io.herald.launcher.modules.SkydnsProbe;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.text.Ascii;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.problem.EntityProblem;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import io.herald.skydns.SkydnsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says why a name is answered as it is, by reading the masters, or SkyDNS' keys, once. */
@Command(
    name = "explain",
    description = {
      "Says which rule gives a name its records from which task, or why it has none, and which"
          + " names are near. Looks at the masters, and at SkyDNS' keys, itself; no server has to run.",
      "Exit code 0: the name has records; 1: it has none, or masters or keys can't be read."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  private static final Parameter<String> MASTER =
      Parameter.ofFlag(
              "master",
              ValueTypes.text("MASTER"),
              "the masters: zk://host:port,…/path, or host:port,…")
          .withDefaultWords("the configuration's masters");
  private static final Parameter<InetAddress> CLIENT =
      Parameter.ofFlag(
          "client",
          ValueTypes.text("ADDRESS").map(CidrNetwork::address, InetAddress::getHostAddress),
          "explain what this address is answered, by the environment that it is in; without it"
              + " nothing is hidden");
  private static final Parameter<Duration> WAIT =
      Parameter.ofFlag(
              "wait",
              ValueTypes.seconds(new Range(0, Integer.MAX_VALUE)),
              "seconds to wait for the masters")
          .withDefault(Duration.ofSeconds(30));

  /** Its own. */
  static final ParameterTable TABLE =
      new ParameterTable("dns-explain", List.of(MASTER, CLIENT, WAIT));

  private @Nullable DnsFlags server;
  private @Nullable CommandFlags flags;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The name, in any letter case.")
  private String name = "";

  /** The command with its own flags and those of the DNS server. */
  static CommandLine commandLine(Map<String, String> environment) {
    ExplainCommand command = new ExplainCommand();
    CommandLine commandLine = new CommandLine(command);
    // Variables that begin with HERALD_DNS_ are the server's.
    command.flags = CommandFlags.addTo(commandLine.getCommandSpec(), TABLE, Map.of());
    command.server = DnsFlags.addBelow(commandLine.getCommandSpec(), environment);
    return commandLine;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Values values = values();
    DnsConfig config = config(values);
    Explanation explanation = explain(config, values);
    ExplanationText.lines(explanation).forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    return switch (explanation.verdict()) {
      case ANSWERED, ROUTED -> 0;
      case ONLY_NAMES_BELOW, NO_SUCH_NAME, OUTSIDE, NOT_LOADED -> 1;
    };
  }

  private Explanation explain(DnsConfig config, Values values)
      throws IOException, InterruptedException {
    Duration patience = values.get(WAIT);
    Optional<InetAddress> client = values.find(CLIENT);
    SkydnsSettings keys = config.modules().of(SkydnsModule.SECTION);
    if (keys.isOn() && SkydnsExplanations.isOfDomain(name, keys)) {
      Optional<Explanation> ofKeys = ofKeys(config, client, patience);
      if (ofKeys.isPresent()) {
        return ofKeys.get();
      }
    }
    Explainer explainer =
        new Explainer(ClusterProbe.at(config.follow(), config.namingAt(List.of()), patience));
    Explanation explanation =
        client
            .map(address -> explainer.explain(name, address))
            .orElseGet(() -> explainer.explain(name));
    boolean outside = explanation.verdict() == Verdict.OUTSIDE;
    if (isOfVips(config) || (outside && isOfBalancer(config))) {
      explanation = balanced(config, explanation, patience).orElse(explanation);
    }
    return outside && explanation.verdict() == Verdict.OUTSIDE && keys.isOn()
        ? ofKeys(config, client, patience).orElse(explanation)
        : explanation;
  }

  /** What SkyDNS' keys have at the name; empty if it isn't answered from them. */
  private Optional<Explanation> ofKeys(
      DnsConfig config, Optional<InetAddress> client, Duration patience)
      throws IOException, InterruptedException {
    return SkydnsProbe.explain(
        name,
        client,
        config.modules().of(SkydnsModule.SECTION),
        config.naming().environments(),
        patience,
        MonotonicClock.startingNow());
  }

  private static BalancerSettings balancer(DnsConfig config) {
    return config.modules().of(BalancerParameters.BESIDE_DNS);
  }

  private static List<String> domains(DnsConfig config) {
    return config.dcosDomains().stream().map(ZoneName::text).toList();
  }

  private boolean isOfBalancer(DnsConfig config) {
    BalancerSettings balancer = balancer(config);
    return balancer.haproxy().isPresent() || (balancer.isOn() && VipExplanations.isAddress(name));
  }

  private boolean isOfVips(DnsConfig config) {
    String asked = Ascii.lowerCase(name.strip().replaceFirst("\\.$", ""));
    return BalancerProbe.zones(domains(config)).stream()
        .anyMatch(zone -> asked.endsWith("." + zone));
  }

  /** What the load balancer makes of a name that is none of the naming's; empty: nothing. */
  private Optional<Explanation> balanced(DnsConfig config, Explanation outside, Duration patience)
      throws IOException, InterruptedException {
    try (FollowedCluster cluster =
        FollowedCluster.start(config.follow().withoutSnapshot(), List.of(EntityProblem.values()))) {
      if (!cluster.awaitComplete(patience)) {
        throw new IOException("no snapshot of the cluster within " + patience.toSeconds() + " s");
      }
      return BalancerProbe.explain(
          name,
          cluster.live(),
          balancer(config),
          domains(config),
          host -> Optional.of(outside),
          patience,
          cluster.clock());
    }
  }

  /** What its own flags say. */
  Values values() {
    return requireNonNull(flags).readOrRefuse();
  }

  /** The server's, with the masters that are asked for. */
  DnsConfig config(Values values) {
    return requireNonNull(server).ofServer(masters(values));
  }

  /** Of zk and masters the first rules, so that the one that isn't meant must be empty. */
  private static Map<String, String> masters(Values values) {
    Optional<String> given = values.find(MASTER);
    if (given.isEmpty()) {
      return Map.of();
    }
    String master = given.get();
    return master.contains("://") ? Map.of("zk", master) : Map.of("zk", "", "masters", master);
  }
}
