package io.herald.launcher;

import static java.util.Objects.requireNonNull;

import io.herald.dns.config.DnsConfig;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Whether the DNS server of this machine answers from its zone: the health check of a container,
 * which has no other program for it. Asks as a client does, by UDP.
 */
@Command(
    name = "ready",
    description = {
      "Asks the server that was started with the same flags, environment and file on this machine for"
          + " the SOA record of its domain: a health check for containers.",
      "Exit code 0: it answers from its zone; 1: it doesn't, or doesn't know the cluster yet."
    },
    mixinStandardHelpOptions = true)
final class ReadyCommand implements Callable<Integer> {

  private @Nullable DnsFlags flags;

  @Spec private CommandSpec spec;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Seconds to wait for the answer (default: ${DEFAULT-VALUE}).")
  private int wait;

  /** The command with its own flags and those of the DNS server. */
  static CommandLine commandLine(Map<String, String> environment) {
    ReadyCommand command = new ReadyCommand();
    CommandLine commandLine = new CommandLine(command);
    command.flags =
        DnsFlags.addTo(
            commandLine.getCommandSpec(),
            "%nThe server's configuration, as for herald dns:%n",
            environment);
    return commandLine;
  }

  @Override
  public Integer call() throws IOException {
    DnsConfig config = config();
    if (!config.listen().on()) {
      throw new CommandFailedException(
          "the configuration has dnsOn false, so no DNS is served; ask GET /ready of its HTTP API");
    }
    if (config.listen().port() == 0) {
      throw new CommandFailedException(
          "the configuration has port 0, so nobody knows where it listens; give --port the number"
              + " that the server's log names");
    }
    InetSocketAddress server =
        new InetSocketAddress(
            reachable(config.listen().listeners().get(0)), config.listen().port());
    Name domain = Name.fromString(config.namingAt(List.of()).domain() + ".");
    Message answer = ask(server, domain);
    if (answer.getRcode() != Rcode.NOERROR || answer.getSection(Section.ANSWER).isEmpty()) {
      throw new CommandFailedException(
          "the server at %s answers %s for the SOA record of %s"
              .formatted(AddressText.of(server), Rcode.string(answer.getRcode()), domain));
    }
    spec.commandLine().getOut().println("answers at " + AddressText.of(server) + " for " + domain);
    return 0;
  }

  private Message ask(InetSocketAddress server, Name domain) {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(Duration.ofSeconds(wait));
    try {
      return resolver.send(Message.newQuery(Record.newRecord(domain, Type.SOA, DClass.IN)));
    } catch (IOException e) {
      throw new CommandFailedException(
          "no answer from %s by UDP within %d s: %s"
              .formatted(AddressText.of(server), wait, Reason.of(e)),
          e);
    }
  }

  /** A server that listens at every address is asked at the loopback one. */
  private static InetAddress reachable(String listener) throws IOException {
    if (listener.equals("*")) {
      return InetAddress.getLoopbackAddress();
    }
    InetAddress address = InetAddress.getByName(listener);
    return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
  }

  private DnsConfig config() {
    try {
      return requireNonNull(flags).read(Map.of(), warnings -> {});
    } catch (SettingsException e) {
      throw CommandFlags.asUsage(e);
    }
  }
}
