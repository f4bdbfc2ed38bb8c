package io.herald.dns.forward;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.herald.dns.access.Network;
import io.herald.dns.access.UdpSizes;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers questions about foreign names from upstreams. Equal questions that wait at the same time
 * are one question upstream; answers are kept for their TTL, failures for a second. A question that
 * came through other forwarders like this one too often goes round in circles and ends here.
 * Thread-safe; never blocks the caller.
 */
public final class Forwarder {

  /** What upstreams are told that we take. */
  private static final int FROM_UPSTREAMS = 1232;

  private static final int FIRST_META_TYPE = 249;

  /** Counts forwarders on the way; of the range for local use (RFC 6891 §9). */
  private static final int HOP_OPTION = 65_313;

  /** Bytes of an EDNS option before its data: code and length. */
  private static final int OPTION_HEADER = 4;

  private static final int MOST_HOPS = 4;

  /** An answer of so many records counts as two in the cache: long ones leave room for fewer. */
  private static final int USUAL_RECORDS = 8;

  private final Map<String, Upstreams> zones = new LinkedHashMap<>();
  private final Upstreams others;
  private final List<Network> clients;
  private final UdpSizes udpSizes;
  private final Clock clock;
  private final ForwardCounters counters;
  private final AsyncCache<Question, Answer> answers;

  /** Questions that have the same answer. */
  private record Question(String name, int type, int dclass, boolean dnssec, boolean unchecked) {}

  public Forwarder(ForwardSettings settings, Clock clock, ForwardCounters counters) {
    this.clock = clock;
    this.counters = counters;
    this.clients = settings.clients();
    this.udpSizes = settings.udpSizes();
    int atOnce = settings.atOnce();
    this.others = new Upstreams(settings.resolvers(), settings.timeout(), atOnce, clock);
    settings.zoneResolvers().entrySet().stream()
        .sorted(Comparator.comparing(zone -> -zone.getKey().length()))
        .forEach(
            zone ->
                zones.put(
                    zone.getKey(),
                    new Upstreams(zone.getValue(), settings.timeout(), atOnce, clock)));
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight((long) settings.cachedAnswers() * USUAL_RECORDS)
            .weigher((Question question, Answer answer) -> USUAL_RECORDS + answer.records())
            .expireAfter(Expiry.<Question, Answer>creating((question, answer) -> answer.lifetime()))
            .ticker(() -> clock.millis() * 1_000_000)
            .executor(Runnable::run)
            .buildAsync();
  }

  /**
   * The reply to a query, sooner or later; never fails.
   *
   * @param query with exactly one question
   * @param datagram whether the reply has to fit a datagram
   */
  public CompletionStage<byte[]> answer(Message query, InetAddress client, boolean datagram) {
    counters.countQuestion();
    Record question = query.getQuestion();
    if (clients.stream().noneMatch(network -> network.contains(client))) {
      counters.countRefused();
      return done(
          refusal(
              query,
              client,
              Rcode.REFUSED,
              ExtendedErrorCodeOption.PROHIBITED,
              "not for your address"),
          datagram,
          query,
          client);
    }
    if (question.getType() == Type.OPT
        || (question.getType() >= FIRST_META_TYPE && question.getType() < Type.ANY)) {
      return done(refusal(query, client, Rcode.REFUSED, -1, ""), datagram, query, client);
    }
    int hops = hops(query);
    if (hops >= MOST_HOPS) {
      return done(
          refusal(
              query,
              client,
              Rcode.SERVFAIL,
              ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY,
              "forwarders send this question round in circles"),
          datagram,
          query,
          client);
    }
    Question key =
        new Question(
            question.getName().toString().toLowerCase(Locale.ROOT),
            question.getType(),
            question.getDClass(),
            dnssecOk(query),
            query.getHeader().getFlag(Flags.CD));
    Upstreams asked = upstreams(key.name());
    if (!asked.admit()) {
      counters.countOverload();
      return done(reply(query, client, overload()), datagram, query, client);
    }
    return answers
        .get(key, (missing, executor) -> ask(query, missing, hops))
        .thenApply(answer -> bytes(reply(query, client, answer), datagram, query, client))
        .whenComplete((reply, failure) -> asked.dismiss());
  }

  private Answer overload() {
    return Answer.failure("too many questions are waiting for upstreams", clock.instant());
  }

  private static int hops(Message query) {
    OPTRecord opt = query.getOPT();
    if (opt == null) {
      return 0;
    }
    return opt.getOptions(HOP_OPTION).stream()
        .map(EDNSOption::toWire)
        .filter(option -> option.length == OPTION_HEADER + 1)
        .mapToInt(option -> option[OPTION_HEADER] & 0xff)
        .max()
        .orElse(0);
  }

  private static boolean dnssecOk(Message query) {
    return query.getOPT() != null && (query.getOPT().getFlags() & ExtendedFlags.DO) != 0;
  }

  private CompletableFuture<Answer> ask(Message query, Question question, int hops) {
    Optional<CompletionStage<Message>> asked =
        upstreams(question.name()).ask(upstreamQuery(query, question, hops));
    if (asked.isEmpty()) {
      counters.countOverload();
      return CompletableFuture.completedFuture(overload());
    }
    counters.countAsked();
    return asked
        .get()
        .handle(
            (message, failure) -> {
              if (failure == null) {
                return Answer.of(message, clock.instant());
              }
              counters.countFailed();
              return Answer.failure(
                  "no upstream answered; the last: " + UpstreamException.reason(failure),
                  clock.instant());
            })
        .toCompletableFuture();
  }

  /** The upstreams of the longest zone that the name is in. */
  private Upstreams upstreams(String name) {
    String plain = name.substring(0, name.length() - 1);
    for (Map.Entry<String, Upstreams> zone : zones.entrySet()) {
      if (plain.equals(zone.getKey()) || plain.endsWith("." + zone.getKey())) {
        return zone.getValue();
      }
    }
    return others;
  }

  private static Message upstreamQuery(Message query, Question question, int hops) {
    Record asked = query.getQuestion();
    Message upstream =
        Message.newQuery(Record.newRecord(asked.getName(), asked.getType(), asked.getDClass()));
    if (question.unchecked()) {
      upstream.getHeader().setFlag(Flags.CD);
    }
    upstream.addRecord(
        new OPTRecord(
            FROM_UPSTREAMS,
            0,
            0,
            question.dnssec() ? ExtendedFlags.DO : 0,
            List.of(new GenericEDNSOption(HOP_OPTION, new byte[] {(byte) (hops + 1)}))),
        Section.ADDITIONAL);
    return upstream;
  }

  private Message reply(Message query, InetAddress client, Answer answer) {
    if (answer.message().isEmpty()) {
      return refusal(
          query,
          client,
          Rcode.SERVFAIL,
          ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY,
          answer.problem());
    }
    Message upstream = answer.message().get();
    long age = Math.max(0, clock.instant().getEpochSecond() - answer.received().getEpochSecond());
    Message reply = begin(query, client, upstream.getRcode(), List.of());
    if (upstream.getHeader().getFlag(Flags.AD)
        && (dnssecOk(query) || query.getHeader().getFlag(Flags.AD))) {
      reply.getHeader().setFlag(Flags.AD);
    }
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
      for (Record record : upstream.getSection(section)) {
        if (record.getType() != Type.OPT && record.getType() != Type.TSIG) {
          reply.addRecord(aged(record, section, age), section);
        }
      }
    }
    return reply;
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

  private Message refusal(Message query, InetAddress client, int rcode, int error, String text) {
    return begin(
        query,
        client,
        rcode,
        error < 0 ? List.of() : List.of(new ExtendedErrorCodeOption(error, text)));
  }

  /** Header, question and, if the client speaks EDNS, our OPT record. */
  private Message begin(
      Message query, InetAddress client, int rcode, List<? extends EDNSOption> options) {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    for (int flag : new int[] {Flags.RD, Flags.CD}) {
      if (query.getHeader().getFlag(flag)) {
        reply.getHeader().setFlag(flag);
      }
    }
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    boolean edns = query.getOPT() != null;
    reply.getHeader().setRcode(edns || rcode <= 0xf ? rcode & 0xf : Rcode.SERVFAIL);
    if (edns) {
      reply.addRecord(
          new OPTRecord(
              udpSizes.to(client),
              rcode >>> 4,
              0,
              dnssecOk(query) ? ExtendedFlags.DO : 0,
              List.copyOf(options)),
          Section.ADDITIONAL);
    }
    return reply;
  }

  private CompletionStage<byte[]> done(
      Message reply, boolean datagram, Message query, InetAddress client) {
    return CompletableFuture.completedFuture(bytes(reply, datagram, query, client));
  }

  private byte[] bytes(Message reply, boolean datagram, Message query, InetAddress client) {
    return reply.toWire(datagram ? udpSizes.limit(query.getOPT(), client) : Message.MAXLENGTH);
  }
}
