package io.herald.dns.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks the server with dnsjava, over UDP and TCP. */
final class Dig {

  private final InetSocketAddress server;

  Dig(InetSocketAddress server) {
    this.server = server;
  }

  /** The response code, the same over both. */
  String rcode(String name, int type) {
    String udp = Rcode.string(ask(name, type, false).getRcode());
    String tcp = Rcode.string(ask(name, type, true).getRcode());
    return udp.equals(tcp) ? udp : udp + " over UDP, " + tcp + " over TCP";
  }

  /** Addresses, or {@code target:port}; of UDP if both agree. */
  Set<String> values(String name, int type) {
    Set<String> udp = values(ask(name, type, false));
    Set<String> tcp = values(ask(name, type, true));
    return udp.equals(tcp) ? udp : Set.of("over UDP " + udp + ", over TCP " + tcp);
  }

  private static Set<String> values(Message reply) {
    Set<String> values = new TreeSet<>();
    List<Record> answers = reply.getSection(Section.ANSWER);
    for (Record answer : answers) {
      values.add(
          answer instanceof SRVRecord srv
              ? srv.getTarget() + ":" + srv.getPort()
              : answer.rdataToString());
    }
    return values;
  }

  /** The whole reply over UDP. */
  Message ask(String name, int type) {
    return ask(name, type, false);
  }

  private Message ask(String name, int type, boolean tcp) {
    try {
      SimpleResolver resolver = new SimpleResolver(server);
      resolver.setTCP(tcp);
      Name absolute = Name.fromString(name, Name.root);
      return resolver.send(Message.newQuery(Record.newRecord(absolute, type, DClass.IN)));
    } catch (IOException e) {
      throw new UncheckedIOException(Type.string(type) + " " + name + ": no answer", e);
    }
  }
}
