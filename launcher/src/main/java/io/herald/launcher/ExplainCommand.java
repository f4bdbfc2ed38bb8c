package io.herald.launcher;

import static java.util.Objects.requireNonNull;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.explain.ClusterProbe;
import io.herald.dns.explain.Explainer;
import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.explain.ExplanationText;
import io.herald.runtime.net.CidrNetwork;
import io.herald.settings.SettingsException;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says why a name is answered as it is, by reading the masters once. */
@Command(
    name = "explain",
    description = {
      "Says which rule gives a name its records from which task, or why it has none, and which"
          + " names are near. Looks at the masters itself; no server has to run.",
      "Exit code 0: the name has records; 1: it has none, or the masters can't be read."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  private @Nullable DnsFlags flags;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The name, in any letter case.")
  private String name = "";

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description =
          "The masters: zk://host:port,…/path, or host:port,… (default: the configuration's masters).")
  private String master = "";

  @Option(
      names = "--client",
      paramLabel = "ADDRESS",
      description =
          "Explain what this client is answered, by the environment that it is in; without it"
              + " nothing is hidden.")
  private @Nullable String client;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Seconds to wait for the masters (default: ${DEFAULT-VALUE}).")
  private int wait;

  /** The command with its own flags and those of the DNS server. */
  static CommandLine commandLine(Map<String, String> environment) {
    ExplainCommand command = new ExplainCommand();
    CommandLine commandLine = new CommandLine(command);
    command.flags =
        DnsFlags.addTo(
            commandLine.getCommandSpec(),
            "%nThe server's configuration, as for herald dns:%n",
            environment);
    return commandLine;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DnsConfig config = config();
    Optional<InetAddress> address = address();
    Explainer explainer =
        new Explainer(
            ClusterProbe.at(config.follow(), config.namingAt(List.of()), Duration.ofSeconds(wait)));
    Explanation explanation =
        address.map(of -> explainer.explain(name, of)).orElseGet(() -> explainer.explain(name));
    ExplanationText.lines(explanation).forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    return explanation.verdict() == Verdict.ANSWERED ? 0 : 1;
  }

  private Optional<InetAddress> address() {
    try {
      return Optional.ofNullable(client).map(CidrNetwork::address);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for option '--client': " + e.getMessage(), e);
    }
  }

  /** The server's, with the masters that are asked for. */
  DnsConfig config() {
    try {
      return requireNonNull(flags).read(masters(), warnings -> {});
    } catch (SettingsException e) {
      throw DnsFlags.asUsage(e);
    }
  }

  /** Of zk and masters the first rules, so that the one that isn't meant must be empty. */
  private Map<String, String> masters() {
    if (master.isEmpty()) {
      return Map.of();
    }
    return master.contains("://") ? Map.of("zk", master) : Map.of("zk", "", "masters", master);
  }
}
