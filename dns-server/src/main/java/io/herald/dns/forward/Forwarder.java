package io.herald.dns.forward;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.forward.ClientReplies.Asked;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.threads.Fatal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
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
 * has passed too many forwarders like this one is in a loop and ends here. Thread-safe; never
 * blocks the caller.
 */
public final class Forwarder implements AutoCloseable {

  /** The UDP size that is offered to upstreams. */
  private static final int FROM_UPSTREAMS = 1232;

  private static final int FIRST_META_TYPE = 249;

  /** Counts forwarders on the way; of the range for local use (RFC 6891 §9). */
  private static final int HOP_OPTION = 65_313;

  /** Bytes of an EDNS option before its data: code and length. */
  private static final int OPTION_HEADER = 4;

  private static final int MOST_HOPS = 4;

  /**
   * An answer of this many records counts as two in the cache: long answers leave room for fewer.
   */
  private static final int USUAL_RECORDS = 8;

  private final Map<String, Upstreams> zones = new LinkedHashMap<>();
  private final Upstreams others;
  private final List<CidrNetwork> clients;
  private final ClientReplies replies;
  private final Datagrams datagrams;
  private final Clock clock;
  private final ForwardCounters counters;
  private final AsyncCache<Question, Answer> answers;

  /** Questions that have the same answer. */
  private record Question(String name, int type, int dclass, boolean dnssec, boolean unchecked) {}

  /**
   * Sends no question yet.
   *
   * @param own names that upstreams' aliases may lead to, and that are ours to answer
   * @param opt our OPT record behind each reply
   */
  public Forwarder(
      ForwardSettings settings, OwnNames own, ReplyOpt opt, Clock clock, ForwardCounters counters) {
    this.clock = clock;
    this.counters = counters;
    this.clients = settings.clients();
    this.replies = new ClientReplies(own, opt, settings.udpSizes(), clock);
    this.datagrams = new Datagrams(counters);
    this.others = upstreams(settings, settings.resolvers());
    settings.zoneResolvers().entrySet().stream()
        .sorted(Comparator.comparing(zone -> -zone.getKey().length()))
        .forEach(zone -> zones.put(zone.getKey(), upstreams(settings, zone.getValue())));
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight((long) settings.cachedAnswers() * USUAL_RECORDS)
            .weigher((Question question, Answer answer) -> USUAL_RECORDS + answer.records())
            .expireAfter(Expiry.<Question, Answer>creating((question, answer) -> answer.lifetime()))
            .ticker(() -> clock.millis() * 1_000_000)
            .executor(Runnable::run)
            .buildAsync();
  }

  private Upstreams upstreams(ForwardSettings settings, List<InetSocketAddress> addresses) {
    return new Upstreams(addresses, settings.timeout(), settings.atOnce(), clock, datagrams);
  }

  /**
   * The reply to a query, sooner or later; never fails.
   *
   * @param query with exactly one question
   * @param datagram whether the reply has to fit a datagram
   */
  public CompletionStage<byte[]> answer(Message query, InetAddress client, boolean datagram) {
    counters.countQuestion();
    Asked asked = new Asked(query, client, datagram);
    Record question = query.getQuestion();
    if (clients.stream().noneMatch(network -> network.contains(client))) {
      counters.countRefused();
      return done(
          replies.refusal(
              asked, Rcode.REFUSED, ExtendedErrorCodeOption.PROHIBITED, "not for your address"));
    }
    if (question.getType() == Type.OPT
        || (question.getType() >= FIRST_META_TYPE && question.getType() < Type.ANY)) {
      return done(replies.refusal(asked, Rcode.REFUSED));
    }
    Question key =
        new Question(
            question.getName().toString().toLowerCase(Locale.ROOT),
            question.getType(),
            question.getDClass(),
            asked.dnssecOk(),
            query.getHeader().getFlag(Flags.CD));
    Answer kept = kept(key);
    if (kept != null && kept.message().isPresent()) {
      counters.countCached();
      return done(replies.of(asked, kept));
    }
    if (!query.getHeader().getFlag(Flags.RD)) {
      counters.countRefused();
      return done(
          replies.refusal(
              asked,
              Rcode.REFUSED,
              ExtendedErrorCodeOption.NOT_AUTHORITATIVE,
              "nothing is known of it, and recursion was not asked for"));
    }
    int hops = hops(query);
    if (hops >= MOST_HOPS) {
      return done(
          replies.refusal(
              asked,
              Rcode.SERVFAIL,
              ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY,
              "forwarders send this question round in circles"));
    }
    Upstreams upstreams = upstreams(key.name());
    if (!upstreams.admit()) {
      counters.countOverload();
      return done(replies.of(asked, overload()));
    }
    return answers
        .get(key, (missing, executor) -> ask(query, missing, hops))
        .thenApply(answer -> replies.of(asked, answer))
        .whenComplete((reply, failure) -> upstreams.dismiss());
  }

  private static CompletionStage<byte[]> done(byte[] reply) {
    return CompletableFuture.completedFuture(reply);
  }

  /** What the cache has; null if that is nothing yet. */
  private @Nullable Answer kept(Question question) {
    CompletableFuture<Answer> known = answers.getIfPresent(question);
    return known == null ? null : known.getNow(null);
  }

  /** Sends no further questions; clients that wait for an answer get it. */
  @Override
  public void close() {
    datagrams.close();
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
              Fatal.escalate(failure);
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
}
