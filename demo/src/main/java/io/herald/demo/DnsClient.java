package io.herald.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks the DNS server as any client would, with a library that isn't ours. */
public final class DnsClient {

  /** How a question travels. */
  public enum Transport {
    UDP,
    TCP
  }

  /** An SRV answer; {@code target} with its closing dot. */
  public record Service(String target, int port) {}

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final InetSocketAddress server;
  private final @Nullable InetAddress local;

  public DnsClient(InetSocketAddress server) {
    this.server = server;
    this.local = null;
  }

  /** One that asks from an address of its own. */
  DnsClient(InetSocketAddress server, InetAddress local) {
    this.server = server;
    this.local = local;
  }

  /** The answer's return code, as text: {@code NOERROR}, {@code NXDOMAIN}, … */
  public String status(String name, Transport transport) {
    return Rcode.string(ask(name, Type.A, transport).getRcode());
  }

  /** The A and AAAA records of a name and of what it is an alias of; empty if there are none. */
  public List<InetAddress> addresses(String name, Transport transport) {
    return answers(name, Type.A, transport).stream()
        .flatMap(answer -> addressOf(answer).stream())
        .toList();
  }

  /** The SRV records of a name; empty if there are none. */
  public List<Service> services(String name, Transport transport) {
    return answers(name, Type.SRV, transport).stream()
        .filter(SRVRecord.class::isInstance)
        .map(SRVRecord.class::cast)
        .map(srv -> new Service(srv.getTarget().toString(), srv.getPort()))
        .toList();
  }

  private static Optional<InetAddress> addressOf(Record answer) {
    if (answer instanceof ARecord a) {
      return Optional.of(a.getAddress());
    }
    return answer instanceof AAAARecord aaaa ? Optional.of(aaaa.getAddress()) : Optional.empty();
  }

  private List<Record> answers(String name, int type, Transport transport) {
    return ask(name, type, transport).getSection(Section.ANSWER);
  }

  private Message ask(String name, int type, Transport transport) {
    try {
      SimpleResolver resolver = new SimpleResolver(server);
      resolver.setTCP(transport == Transport.TCP);
      resolver.setTimeout(TIMEOUT);
      if (local != null) {
        resolver.setLocalAddress(local);
      }
      Name owner = Name.fromString(name.endsWith(".") ? name : name + ".");
      return resolver.send(Message.newQuery(Record.newRecord(owner, type, DClass.IN)));
    } catch (TextParseException e) {
      throw new IllegalArgumentException("\"" + name + "\" is not a domain name", e);
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + server + " over " + transport, e);
    }
  }
}
