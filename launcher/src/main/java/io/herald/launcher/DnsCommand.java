package io.herald.launcher;

import io.herald.balancer.config.BalancerParameters;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.server.DnsService;
import io.herald.launcher.modules.DnsModules;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private static final String HTTP_TLS_ENGINE = "com.linecorp.armeria.tlsEngineType";
  private static final String EXPLAIN = "explain";
  private static final String READY = "ready";
  private static final Set<String> BELOW = Set.of(EXPLAIN, READY, CheckConfigCommand.NAME);
  private static final Set<String> HELP = Set.of("--help", "-h");

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final Map<String, String> environment;
  private final DnsFlags flags;

  private DnsCommand(Map<String, String> environment) {
    this.environment = environment;
    // Not by annotations, nor with commands that aren't meant: both take a good part of its start.
    HelpFlags.addTo(spec.name("dns"));
    this.flags = DnsFlags.addTo(spec, environment);
  }

  /** The command with all its flags, and the commands below it. */
  static CommandLine commandLine(Map<String, String> environment) {
    DnsCommand command = new DnsCommand(environment);
    command.describe();
    command.addCommandsBelow();
    return new CommandLine(command.spec);
  }

  /**
   * What a command line asks for, which begins with this command's name: the server's flags alone
   * where it can mean none of the commands below it, nor their help. Each of these has all of the
   * server's flags again.
   */
  static CommandLine commandLine(Map<String, String> environment, List<String> arguments) {
    if (!mayMeanAnother(arguments.subList(1, arguments.size()))) {
      DnsCommand server = new DnsCommand(environment);
      server.describe();
      return new CommandLine(server.spec);
    }
    return commandLine(environment);
  }

  /** By their names; and whatever is neither a flag nor what may be the value of one. */
  private static boolean mayMeanAnother(List<String> arguments) {
    boolean value = false;
    for (String argument : arguments) {
      boolean flag = argument.startsWith("-");
      if (HELP.contains(argument) || BELOW.contains(argument) || !(flag || value)) {
        return true;
      }
      value = flag && !argument.contains("=");
    }
    return false;
  }

  private void describe() {
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
  }

  private void addCommandsBelow() {
    spec.addSubcommand(EXPLAIN, ExplainCommand.commandLine(environment));
    spec.addSubcommand(READY, ReadyCommand.commandLine(environment));
    spec.addSubcommand(CheckConfigCommand.NAME, CheckConfigCommand.commandLine(this::check));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DnsConfig config = config();
    if (config.http().access().identity().isEmpty()) {
      leaveHttpToJavaTls();
    }
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

  /**
   * Armeria asks once which engine encrypts, and would load and try BoringSSL for it: 530 classes
   * and 4 MB where no HTTP is encrypted. A certificate that a reload brings is served by Java's
   * own.
   */
  private static void leaveHttpToJavaTls() {
    if (System.getProperty(HTTP_TLS_ENGINE) == null) {
      System.setProperty(HTTP_TLS_ENGINE, "jdk");
    }
  }

  /** What a start reads: the file, and all files and hosts that it names. */
  private void check(Path file, Consumer<String> warnings) throws SettingsException {
    DnsConfig config = flags.read(Optional.of(file), Map.of(), found -> found.forEach(warnings));
    Clock clock = MonotonicClock.startingNow();
    new DnsService(config, DnsModules.create(config.modules(), clock), clock).check();
    HaproxyLook.at(config.modules().of(BalancerParameters.BESIDE_DNS), warnings);
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
