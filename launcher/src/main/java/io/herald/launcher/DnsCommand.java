package io.herald.launcher;

import io.herald.dns.config.ConfigException;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.config.Parameter;
import io.herald.dns.server.DnsService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The DNS server. Its flags are the configuration's parameters, from the one table that reads
 * config.json and the environment too.
 */
final class DnsCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(DnsCommand.class);

  private static final Path DEFAULT_CONFIG = Path.of("config.json");

  private final Map<String, String> environment;
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  private DnsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The command with all its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new DnsCommand(environment).describe();
  }

  private CommandLine describe() {
    spec.name("dns").mixinStandardHelpOptions(true);
    UsageMessageSpec usage = spec.usageMessage();
    usage.description(
        "Follows the Mesos masters and answers for their tasks: A, AAAA and SRV records under the"
            + " names that Mesos-DNS gives, and an HTTP API.",
        "Takes a config.json of Mesos-DNS as it is; a flag beats the environment"
            + " (HERALD_DNS_…), the environment beats the file. SIGHUP reads the file again.");
    usage.sortOptions(false);
    usage.abbreviateSynopsis(true);
    spec.addOption(
        OptionSpec.builder("--config")
            .paramLabel("FILE")
            .type(Path.class)
            .description(
                "config.json of Mesos-DNS (default: config.json in this folder, if there is one).")
            .build());
    for (Parameter parameter : Parameter.values()) {
      OptionSpec.Builder option =
          OptionSpec.builder("--" + parameter.option())
              .paramLabel(parameter.kind().placeholder())
              .type(String.class)
              .description(parameter.meaning() + ".");
      if (parameter.kind() == Parameter.Kind.SWITCH) {
        option.arity("0..1").fallbackValue("true");
      }
      spec.addOption(option.build());
    }
    for (String ofGlog :
        new String[] {
          "--v",
          "-v",
          "--vmodule",
          "--logtostderr",
          "--alsologtostderr",
          "--stderrthreshold",
          "--log-dir",
          "--log-backtrace-at"
        }) {
      spec.addOption(
          OptionSpec.builder(ofGlog)
              .arity("0..1")
              .type(String.class)
              .hidden(true)
              .description("Taken from Mesos-DNS, without effect: see HERALD_LOG_LEVEL.")
              .build());
    }
    spec.addSubcommand("explain", new CommandLine(new ExplainCommand(environment)));
    return new CommandLine(spec);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DnsService service = new DnsService(config());
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "dns-end"));
    // First, as by default the signal ends the process.
    HangUp.handle(() -> service.reload(this::read));
    service.start();
    new CountDownLatch(1).await(); // until a signal; the hook ends the server
    return 0;
  }

  private DnsConfig config() {
    try {
      return read();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), e.problems()), e);
    }
  }

  private DnsConfig read() throws ConfigException {
    DnsConfigReader reader = new DnsConfigReader().environment(environment).options(flags());
    file(given("--config") instanceof Path file ? file : null, environment).ifPresent(reader::file);
    DnsConfig config = reader.read();
    reader.warnings().forEach(log::warn);
    return config;
  }

  /** The file by flag, by environment, or the default one if it is there. */
  static Optional<Path> file(@Nullable Path flag, Map<String, String> environment) {
    String variable = environment.getOrDefault("HERALD_DNS_CONFIG", "");
    if (flag != null) {
      return Optional.of(flag);
    }
    return variable.isEmpty()
        ? Optional.of(DEFAULT_CONFIG).filter(Files::exists)
        : Optional.of(Path.of(variable));
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    for (Parameter parameter : Parameter.values()) {
      if (given("--" + parameter.option()) instanceof String value) {
        flags.put(parameter.option(), value);
      }
    }
    return flags;
  }

  private @Nullable Object given(String option) {
    return spec.findOption(option).getValue();
  }
}
