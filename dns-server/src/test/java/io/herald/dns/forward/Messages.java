package io.herald.dns.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Questions of clients and answers of upstreams, in few words. */
final class Messages {

  private Messages() {}

  static Message question(String name, int type) {
    try {
      return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    } catch (IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  static Message withEdns(Message query, int size, EDNSOption... options) {
    query.addRecord(new OPTRecord(size, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    return query;
  }

  static Message reply(Message question) {
    Message reply = new Message(question.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.addRecord(question.getQuestion(), Section.QUESTION);
    return reply;
  }

  static byte[] answer(Message question, String address, long ttl) throws IOException {
    Message reply = reply(question);
    reply.addRecord(
        new ARecord(
            question.getQuestion().getName(), DClass.IN, ttl, InetAddress.getByName(address)),
        Section.ANSWER);
    return reply.toWire();
  }

  static byte[] rcode(Message question, int rcode) {
    Message reply = reply(question);
    reply.getHeader().setRcode(rcode);
    return reply.toWire();
  }

  static UpstreamServer.Script good(String address) {
    return (question, datagram) -> List.of(answer(question, address, 300));
  }

  static List<String> addresses(Message reply) {
    return reply.getSection(Section.ANSWER).stream()
        .map(record -> ((ARecord) record).getAddress().getHostAddress())
        .toList();
  }

  static byte[] cut(Message question) {
    Message reply = reply(question);
    reply.getHeader().setFlag(Flags.TC);
    return reply.toWire();
  }
}
