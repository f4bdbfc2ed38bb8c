package io.herald.launcher;

import io.herald.dns.config.ConfigException;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.explain.Explainer;
import io.herald.dns.explain.Explanation;
import io.herald.dns.explain.Explanation.Verdict;
import io.herald.dns.explain.ExplanationText;
import io.herald.dns.server.OneLook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says why a name is answered as it is, from a look at the masters. */
@Command(
    name = "explain",
    description = {
      "Says which rule gives a name its records from which task, or why it has none, and which"
          + " names are near. Looks at the masters itself; no server has to run.",
      "Exit code 0: the name has records; 1: it has none, or the masters can't be read."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The name, in any letter case.")
  private String name = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "config.json that says where the masters are and how tasks are named"
              + " (default: config.json in this folder, if there is one).")
  private @Nullable Path config;

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description = "The masters, in place of the file's: zk://host:port,…/path, or host:port,….")
  private String master = "";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long the masters are waited for (default: ${DEFAULT-VALUE}).")
  private int wait;

  ExplainCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Explanation explanation =
        new Explainer(OneLook.at(config(), Duration.ofSeconds(wait))).explain(name);
    ExplanationText.lines(explanation).forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    return explanation.verdict() == Verdict.ANSWERED ? 0 : 1;
  }

  private DnsConfig config() {
    DnsConfigReader reader = new DnsConfigReader().environment(environment).options(options());
    DnsCommand.file(config, environment).ifPresent(reader::file);
    try {
      return reader.read();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), e.problems()), e);
    }
  }

  /** Of zk and masters the first rules, so that the one that isn't meant must be empty. */
  private Map<String, String> options() {
    if (master.isEmpty()) {
      return Map.of();
    }
    return master.contains("://") ? Map.of("zk", master) : Map.of("zk", "", "masters", master);
  }
}
