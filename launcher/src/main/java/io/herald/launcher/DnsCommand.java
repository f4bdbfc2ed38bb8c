package io.herald.launcher;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.server.DnsService;
import io.herald.launcher.modules.DnsModules;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
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

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final Map<String, String> environment;
  private final DnsFlags flags;

  private DnsCommand(Map<String, String> environment) {
    this.environment = environment;
    spec.name("dns").mixinStandardHelpOptions(true);
    this.flags = DnsFlags.addTo(spec, environment);
  }

  /** The command with all its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new DnsCommand(environment).describe();
  }

  private CommandLine describe() {
    UsageMessageSpec usage = spec.usageMessage();
    usage.description(
        "Follows the Mesos masters and answers for their tasks: A, AAAA and SRV records under the"
            + " names that Mesos-DNS gives, and an HTTP API.",
        "Takes a config.json of Mesos-DNS as it is; a flag beats the environment"
            + " (HERALD_DNS_…), the environment beats the file. SIGHUP reads the file again.");
    usage.sortOptions(false);
    usage.abbreviateSynopsis(true);
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
    spec.addSubcommand("explain", ExplainCommand.commandLine(environment));
    spec.addSubcommand("ready", ReadyCommand.commandLine(environment));
    spec.addSubcommand(CheckConfigCommand.NAME, CheckConfigCommand.commandLine(this::check));
    return new CommandLine(spec);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DnsConfig config = config();
    Clock clock = MonotonicClock.startingNow();
    DnsService service = new DnsService(config, DnsModules.create(config.modules(), clock), clock);
    CommandLog.start(
        spec,
        "configuration: "
            + flags.file().map(Path::toString).orElse("flags and environment, no file"),
        service::close);
    // First, as by default the signal ends the process.
    SighupHandler.handle(() -> service.reload(this::read));
    service.start();
    ReadyNotice.send(environment);
    new CountDownLatch(1).await(); // until a signal; the hook ends the server
    return 0;
  }

  /** What a start reads: the file, and all files and hosts that it names. */
  private void check(Path file, Consumer<String> warnings) throws SettingsException {
    DnsConfig config = flags.read(Optional.of(file), Map.of(), found -> found.forEach(warnings));
    Clock clock = MonotonicClock.startingNow();
    new DnsService(config, DnsModules.create(config.modules(), clock), clock).check();
  }

  private DnsConfig read() throws SettingsException {
    DnsConfig config = flags.read(Map.of(), warnings -> warnings.forEach(log::warn));
    CompilerCheck.warning(config).ifPresent(log::warn);
    return config;
  }

  private DnsConfig config() {
    try {
      return read();
    } catch (SettingsException e) {
      throw CommandFlags.asUsage(e);
    }
  }
}
