package io.herald.dns.server;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ClientEnvironments;
import io.herald.dns.answer.ReplyOpt;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Replies to questions about names that modules answer: under the query's id, as long as the client
 * takes, with our OPT record. Thread-safe.
 */
final class BesideReplies {

  private final List<NamesBeside> names;
  private final ClientEnvironments environments;
  private final ReplyOpt opt;
  private final UdpSizes udpSizes;
  private final boolean recursion;

  /**
   * @param environments of clients, by their addresses
   * @param recursion whether RA is set, as in every other reply
   */
  BesideReplies(
      List<NamesBeside> names,
      ClientEnvironments environments,
      ReplyOpt opt,
      UdpSizes udpSizes,
      boolean recursion) {
    this.names = List.copyOf(names);
    this.environments = environments;
    this.opt = opt;
    this.udpSizes = udpSizes;
    this.recursion = recursion;
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
  Optional<byte[]> answer(Message query, byte[] wire, InetAddress client, boolean datagram) {
    Record question = query.getQuestion();
    if (question == null || question.getDClass() != DClass.IN) {
      return Optional.empty();
    }
    Optional<String> environment = environments.nameOf(client);
    return names.stream()
        .flatMap(some -> some.answer(question.getName(), question.getType(), environment).stream())
        .findFirst()
        .map(reply -> bytes(query, wire, client, datagram, reply));
  }

  /** As the responder refuses a name in no zone. */
  byte[] refusal(Message query, byte[] wire, InetAddress client, boolean datagram) {
    NamesBeside.Reply refused =
        new NamesBeside.Reply(Rcode.REFUSED, false, List.of(), List.of(), List.of());
    return bytes(query, wire, client, datagram, refused);
  }

  private byte[] bytes(
      Message query, byte[] wire, InetAddress client, boolean datagram, NamesBeside.Reply made) {
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
    if (!datagram) {
      byte[] bytes = reply.toWire(Message.MAXLENGTH - ReplyOpt.LONGEST);
      return ReplyOpt.append(
          bytes, opt.record(wire, true, client, made.rcode(), none, bytes.length));
    }
    byte[] record = opt.record(wire, false, client, made.rcode(), none, 0);
    int room = udpSizes.limit(query.getOPT(), client);
    return ReplyOpt.append(reply.toWire(room - record.length), record);
  }
}
