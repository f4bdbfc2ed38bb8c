package io.herald.dns.server;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ClientEnvironments;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.transport.QueryCounters;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Replies to questions about names that modules answer: under the query's id, as long as the client
 * takes, with our OPT record. Thread-safe.
 */
final class BesideReplies {

  /** What a message of a stream holds beside our OPT record. */
  private static final int ROOM = Message.MAXLENGTH - ReplyOpt.LONGEST;

  private final List<NamesBeside> names;
  private final ClientEnvironments environments;
  private final ReplyOpt opt;
  private final UdpSizes udpSizes;
  private final boolean recursion;
  private final QueryCounters counters;

  /**
   * @param environments of clients, by their addresses
   * @param recursion whether RA is set, as in every other reply
   * @param counters count the replies over a stream that hold a part of a set
   */
  BesideReplies(
      List<NamesBeside> names,
      ClientEnvironments environments,
      ReplyOpt opt,
      UdpSizes udpSizes,
      boolean recursion,
      QueryCounters counters) {
    this.names = List.copyOf(names);
    this.environments = environments;
    this.opt = opt;
    this.udpSizes = udpSizes;
    this.recursion = recursion;
    this.counters = counters;
  }

  /** Whether any name is answered here now. */
  boolean isOn() {
    for (NamesBeside some : names) {
      if (some.isOn()) {
        return true;
      }
    }
    return false;
  }

  /** The reply; empty if nobody here answers the name. */
  Optional<byte[]> answer(Message query, byte[] wire, InetAddress client, Transport transport) {
    Record question = query.getQuestion();
    if (question == null || question.getDClass() != DClass.IN) {
      return Optional.empty();
    }
    Optional<String> environment = environments.nameOf(client);
    return names.stream()
        .flatMap(some -> some.answer(question.getName(), question.getType(), environment).stream())
        .findFirst()
        .map(reply -> bytes(query, wire, client, transport, reply));
  }

  /** As the responder refuses a name in no zone. */
  byte[] refusal(Message query, byte[] wire, InetAddress client, Transport transport) {
    NamesBeside.Reply refused =
        new NamesBeside.Reply(Rcode.REFUSED, false, List.of(), List.of(), List.of());
    return bytes(query, wire, client, transport, refused);
  }

  private byte[] bytes(
      Message query, byte[] wire, InetAddress client, Transport transport, NamesBeside.Reply made) {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    if (made.authoritative()) {
      reply.getHeader().setFlag(Flags.AA);
    }
    if (recursion) {
      reply.getHeader().setFlag(Flags.RA);
    }
    for (int flag : new int[] {Flags.RD, Flags.CD}) {
      if (query.getHeader().getFlag(flag)) {
        reply.getHeader().setFlag(flag);
      }
    }
    reply.getHeader().setRcode(made.rcode());
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    made.answer().forEach(record -> reply.addRecord(record, Section.ANSWER));
    made.authority().forEach(record -> reply.addRecord(record, Section.AUTHORITY));
    made.additional().forEach(record -> reply.addRecord(record, Section.ADDITIONAL));
    byte[] none = {};
    if (transport != Transport.UDP) {
      byte[] bytes = whole(reply, transport);
      return ReplyOpt.append(
          bytes, opt.record(wire, true, client, made.rcode(), none, bytes.length));
    }
    byte[] record = opt.record(wire, false, client, made.rcode(), none, 0);
    int room = udpSizes.limit(query.getOPT(), client);
    return ReplyOpt.append(reply.toWire(room - record.length), record);
  }

  /**
   * All of it, or as many records of the answer as fit, beginning at a random one, without TC: over
   * a stream there is nowhere else to ask for the rest. Names that lead to the set come first.
   */
  private byte[] whole(Message reply, Transport transport) {
    byte[] bytes = reply.toWire(ROOM);
    if (!MessageHeader.isTruncated(bytes)) {
      return bytes;
    }
    counters.countPartial(transport);
    Map<Boolean, List<Record>> byKind =
        reply.getSection(Section.ANSWER).stream()
            .collect(Collectors.partitioningBy(record -> record.getType() == Type.CNAME));
    List<Record> first = byKind.get(true);
    List<Record> rest = new ArrayList<>(byKind.get(false));
    Collections.rotate(rest, ThreadLocalRandom.current().nextInt(Math.max(1, rest.size())));
    reply.removeAllRecords(Section.ADDITIONAL);
    byte[] fitting = part(reply, first, List.of());
    int fits = 0;
    for (int tooMany = rest.size(); tooMany - fits > 1; ) {
      int some = (fits + tooMany) >>> 1;
      byte[] part = part(reply, first, rest.subList(0, some));
      if (MessageHeader.isTruncated(part)) {
        tooMany = some;
      } else {
        fits = some;
        fitting = part;
      }
    }
    return fitting;
  }

  private static byte[] part(Message reply, List<Record> first, List<Record> rest) {
    reply.removeAllRecords(Section.ANSWER);
    first.forEach(record -> reply.addRecord(record, Section.ANSWER));
    rest.forEach(record -> reply.addRecord(record, Section.ANSWER));
    return reply.toWire(ROOM);
  }
}
