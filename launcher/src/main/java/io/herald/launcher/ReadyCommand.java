package io.herald.launcher;

import static java.util.Objects.requireNonNull;

import io.herald.dns.config.DnsConfig;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
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

  private static final Parameter<Duration> WAIT =
      Parameter.ofFlag(
              "wait",
              ValueTypes.seconds(new Range(0, Integer.MAX_VALUE)),
              "seconds to wait for the answer")
          .withDefault(Duration.ofSeconds(2));

  /** Its own. */
  static final ParameterTable TABLE = new ParameterTable("dns-ready", List.of(WAIT));

  private @Nullable DnsFlags server;
  private @Nullable CommandFlags flags;

  @Spec private CommandSpec spec;

  /** The command with its own flags and those of the DNS server. */
  static CommandLine commandLine(Map<String, String> environment) {
    ReadyCommand command = new ReadyCommand();
    CommandLine commandLine = new CommandLine(command);
    // Variables that begin with HERALD_DNS_ are the server's.
    command.flags = CommandFlags.addTo(commandLine.getCommandSpec(), TABLE, Map.of());
    command.server = DnsFlags.addBelow(commandLine.getCommandSpec(), environment);
    return commandLine;
  }

  @Override
  public Integer call() throws IOException {
    Values values = requireNonNull(flags).readOrRefuse();
    DnsConfig config = requireNonNull(server).ofServer(Map.of());
    if (!config.listen().on()) {
      throw new CommandFailedException(
          "the configuration has dnsOn false, so no DNS is served; ask GET /ready of its HTTP API");
    }
    if (config.listen().port() == 0) {
      throw new CommandFailedException(
          "the configuration has port 0, so nobody knows where it listens; give --port the number"
              + " that the server's log names");
    }
    InetSocketAddress address =
        new InetSocketAddress(
            reachable(config.listen().listeners().get(0)), config.listen().port());
    Name domain = Name.fromString(config.namingAt(List.of()).domain() + ".");
    Message answer = ask(address, domain, values.get(WAIT));
    if (answer.getRcode() != Rcode.NOERROR || answer.getSection(Section.ANSWER).isEmpty()) {
      throw new CommandFailedException(
          "the server at %s answers %s for the SOA record of %s"
              .formatted(AddressText.of(address), Rcode.string(answer.getRcode()), domain));
    }
    spec.commandLine().getOut().println("answers at " + AddressText.of(address) + " for " + domain);
    return 0;
  }

  private static Message ask(InetSocketAddress server, Name domain, Duration wait) {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(wait);
    try {
      return resolver.send(Message.newQuery(Record.newRecord(domain, Type.SOA, DClass.IN)));
    } catch (IOException e) {
      throw new CommandFailedException(
          "no answer from %s by UDP within %d s: %s"
              .formatted(AddressText.of(server), wait.toSeconds(), Reason.of(e)),
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
}
