package io.herald.dns.forward;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ReplyOpt;
import java.net.InetAddress;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Makes of what upstreams said, or didn't, the reply to a client: under its id, with its question's
 * spelling and as long as it takes, TTLs run down, our OPT record behind it. Where an upstream's
 * alias leads to a name that is served here, our own data follow instead of the upstream's.
 * Thread-safe.
 */
final class ClientReplies {

  private static final byte[] NO_OPTION = new byte[0];

  private final OwnNames own;
  private final ReplyOpt opt;
  private final UdpSizes udpSizes;
  private final Clock clock;

  /** A client's query and how its reply goes back. */
  record Asked(Message query, InetAddress client, boolean datagram) {

    boolean dnssecOk() {
      return query.getOPT() != null && (query.getOPT().getFlags() & ExtendedFlags.DO) != 0;
    }
  }

  ClientReplies(OwnNames own, ReplyOpt opt, UdpSizes udpSizes, Clock clock) {
    this.own = own;
    this.opt = opt;
    this.udpSizes = udpSizes;
    this.clock = clock;
  }

  /** A refusal or failure without more to say. */
  byte[] refusal(Asked asked, int rcode) {
    return bytes(asked, begin(asked, rcode), rcode, NO_OPTION);
  }

  /**
   * A refusal or failure.
   *
   * @param error why, by a code of RFC 8914
   * @param text why, for people
   */
  byte[] refusal(Asked asked, int rcode, int error, String text) {
    return bytes(
        asked, begin(asked, rcode), rcode, new ExtendedErrorCodeOption(error, text).toWire());
  }

  /** What the upstreams said. */
  byte[] of(Asked asked, Answer answer) {
    if (answer.message().isEmpty()) {
      return refusal(
          asked, Rcode.SERVFAIL, ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY, answer.problem());
    }
    Message upstream = answer.message().get();
    long age = Math.max(0, clock.instant().getEpochSecond() - answer.received().getEpochSecond());
    Entrance entrance = entrance(upstream, asked.query().getQuestion(), asked.client());
    return entrance == null
        ? passedOn(asked, upstream, age)
        : withOurs(asked, upstream, age, entrance);
  }

  private byte[] passedOn(Asked asked, Message upstream, long age) {
    Message reply = begin(asked, upstream.getRcode());
    if (upstream.getHeader().getFlag(Flags.AD)
        && (asked.dnssecOk() || asked.query().getHeader().getFlag(Flags.AD))) {
      reply.getHeader().setFlag(Flags.AD);
    }
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
      for (Record record : upstream.getSection(section)) {
        if (record.getType() != Type.OPT && record.getType() != Type.TSIG) {
          reply.addRecord(aged(record, section, age), section);
        }
      }
    }
    return bytes(asked, reply, upstream.getRcode(), NO_OPTION);
  }

  /**
   * Where an upstream's aliases enter a zone of ours.
   *
   * @param before the names of the aliases that lead there
   * @param ours what we answer for the name there
   */
  private record Entrance(Set<Name> before, Message ours) {}

  private @Nullable Entrance entrance(Message upstream, Record question, InetAddress client) {
    if (question.getDClass() != DClass.IN
        || question.getType() == Type.CNAME
        || question.getType() == Type.ANY) {
      return null;
    }
    Set<Name> before = new HashSet<>();
    Name name = question.getName();
    Optional<Name> target = RelevantRecords.alias(upstream, name);
    while (target.isPresent() && before.add(name)) {
      name = target.get();
      Optional<Message> ours = own.answer(name, question.getType(), client);
      if (ours.isPresent()) {
        return new Entrance(before, ours.get());
      }
      target = RelevantRecords.alias(upstream, name);
    }
    return null;
  }

  private byte[] withOurs(Asked asked, Message upstream, long age, Entrance entrance) {
    Message ours = entrance.ours();
    Message reply = begin(asked, ours.getRcode());
    for (Record record : upstream.getSection(Section.ANSWER)) {
      if (entrance.before().contains(record.getName())) {
        reply.addRecord(aged(record, Section.ANSWER, age), Section.ANSWER);
      }
    }
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (Record record : ours.getSection(section)) {
        reply.addRecord(record, section);
      }
    }
    return bytes(asked, reply, ours.getRcode(), NO_OPTION);
  }

  private static Record aged(Record record, int section, long age) {
    byte[] wire = record.toWire(section);
    int ttlAt = record.getName().length() + 4;
    long ttl = Math.max(0, record.getTTL() - age);
    for (int i = 0; i < 4; i++) {
      wire[ttlAt + i] = (byte) (ttl >>> (24 - 8 * i));
    }
    try {
      return Record.fromWire(wire, section);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("a record's own bytes can't be read back: " + record, e);
    }
  }

  /** Header and question. */
  private static Message begin(Asked asked, int rcode) {
    Message query = asked.query();
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    for (int flag : new int[] {Flags.RD, Flags.CD}) {
      if (query.getHeader().getFlag(flag)) {
        reply.getHeader().setFlag(flag);
      }
    }
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    boolean whole = query.getOPT() != null || rcode <= 0xf;
    reply.getHeader().setRcode(whole ? rcode & 0xf : Rcode.SERVFAIL);
    return reply;
  }

  private byte[] bytes(Asked asked, Message reply, int rcode, byte[] option) {
    byte[] query = asked.query().toWire();
    boolean stream = !asked.datagram();
    if (stream) {
      byte[] wire = reply.toWire(Message.MAXLENGTH - ReplyOpt.LONGEST - option.length);
      return ReplyOpt.append(
          wire, opt.record(query, true, asked.client(), rcode, option, wire.length));
    }
    byte[] record = opt.record(query, false, asked.client(), rcode, option, 0);
    int room = udpSizes.limit(asked.query().getOPT(), asked.client());
    return ReplyOpt.append(reply.toWire(room - record.length), record);
  }
}
