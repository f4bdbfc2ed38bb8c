package io.herald.dns.answer;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.Node;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a query in, bytes of the reply out. Pure: no I/O, no lock, no allocation; the reply lies
 * in a buffer that the next call overwrites. Not thread-safe: one for each thread. Never throws,
 * whatever the bytes.
 *
 * <p>The steps are always the same: {@link QueryMessage} parses header, question and EDNS in place;
 * {@link Lookup} decides from them and the zones; the switch in {@link #answer} has {@link
 * Sections} write what the decision needs; the OPT record and the header close the {@link Reply}.
 *
 * <p>After a call {@link #outcome} says what kind of query it was: a transport that can do more
 * (have a foreign name forwarded, say) may do that in place of the reply made here.
 */
public final class QueryResponder {

  /** A chain of ours that is longer is a circle, or might as well be. */
  private static final int MOST_ALIASES = 16;

  private final int raFlag;
  private final UdpSizes udpSizes;
  private final OptWriter opt;
  private final ResponseRates.@Nullable Gate gate;
  private final ClientEnvironments environments;

  private final QueryMessage query = new QueryMessage();
  private final Reply reply = new Reply();
  private final ServedZones zones;
  private final Lookup lookup;
  private final Node first = new Node();
  private final Sections sections;

  private Decision decision = Decision.IGNORED;

  /**
   * A responder for one thread.
   *
   * @param seed where its random order of records begins; another one for each responder
   */
  public QueryResponder(AnswerIndex index, ResponderSettings settings, long seed) {
    this(List.of(index), settings, seed);
  }

  /**
   * A responder for several zones; of those that a name is in the innermost one answers.
   *
   * @param zones at least one; the first is the one that most questions are about
   * @param seed where its random order of records begins; another one for each responder
   */
  public QueryResponder(List<AnswerIndex> zones, ResponderSettings settings, long seed) {
    this(zones, settings, ClientEnvironments.NONE, seed);
  }

  /**
   * The same for clients that don't all see the same.
   *
   * @param environments of clients by their addresses; an unknown client sees everything
   */
  public QueryResponder(
      List<AnswerIndex> zones,
      ResponderSettings settings,
      ClientEnvironments environments,
      long seed) {
    this.zones = new ServedZones(zones);
    this.raFlag = settings.recursionAvailable() ? MessageHeader.RA : 0;
    this.udpSizes = settings.udpSizes();
    this.opt = new OptWriter(settings);
    this.environments = environments;
    this.gate = settings.rates().map(ResponseRates::gate).orElse(null);
    this.lookup = new Lookup(this.zones, new ChaosAnswers(settings.version(), settings.identity()));
    this.sections = new Sections(reply, this.zones, settings.answerLimit(), new RandomOrder(seed));
  }

  /** As {@link #respond(byte[], int, Transport, InetAddress)}, but answers no cookie. */
  public int respond(byte[] message, int length, Transport transport) {
    return respond(message, length, transport, null);
  }

  /** As {@link #respond(byte[], int, Transport, InetAddress, int)}; nothing is appended. */
  public int respond(
      byte[] message, int length, Transport transport, @Nullable InetAddress client) {
    return respond(message, length, transport, client, 0);
  }

  /**
   * Makes the reply to the first {@code length} bytes of {@code message}.
   *
   * @param client for its cookie, for how long a datagram may be, and for what it may see; null:
   *     unknown
   * @param reserved bytes of the longest reply that are left free, for what the caller appends
   * @return the reply's length; it lies at the start of {@link #reply}. 0: there is none
   */
  public int respond(
      byte[] message, int length, Transport transport, @Nullable InetAddress client, int reserved) {
    zones.enter();
    try {
      return respondInside(message, length, transport, client, reserved);
    } finally {
      zones.exit();
    }
  }

  private int respondInside(
      byte[] message, int length, Transport transport, @Nullable InetAddress client, int reserved) {
    ClientEnvironments.View view = environments.of(client);
    decision = lookup.decide(query.parse(message, length), query, view);
    if (decision == Decision.IGNORED) {
      return 0;
    }
    if (decision == Decision.MALFORMED) {
      query.discardBody();
    }
    begin(message, transport, client, reserved);
    sections.begin(query.name, view.filter);
    decision = answer(decision);
    return gate != null && transport == Transport.UDP && client != null
        ? finishLimited(gate, client)
        : finish();
  }

  private void begin(
      byte[] message, Transport transport, @Nullable InetAddress client, int reserved) {
    boolean stream = transport.isStream();
    int limit = MessageHeader.MAX_MESSAGE;
    if (!stream) {
      limit = query.edns ? udpSizes.limit(query.udpPayload, client) : UdpSizes.WITHOUT_EDNS;
    }
    if (query.edns) {
      limit -= opt.prepare(query, message, stream, client);
    }
    int flags = MessageHeader.replyFlags(query.flags) | raFlag;
    reply.begin(message, query.questionEnd, flags, limit - reserved, stream);
  }

  /** Writes the sections that the decision asks for; returns what it came to. */
  private Decision answer(Decision made) {
    return switch (made) {
      case IGNORED,
          MALFORMED,
          BAD_COOKIE,
          BAD_VERSION,
          NOT_IMPLEMENTED,
          SIGNED,
          OTHER_CLASS,
          COOKIE,
          TRANSFER,
          OUTSIDE_ZONE,
          LIMITED ->
          made;
      case NOT_LOADED -> {
        reply.clear(); // aliases that lead there
        yield made;
      }
      case IDENTITY -> {
        sections.identity(lookup.identity());
        yield made;
      }
      case NXDOMAIN, NODATA -> {
        sections.negative();
        yield made;
      }
      case RECORDS -> {
        sections.records(lookup.node(), lookup.rrset());
        yield made;
      }
      case ALIAS -> follow();
    };
  }

  /**
   * Answers with the alias, then with what its target has, as long as that is in a zone of ours
   * (RFC 1034 §4.3.2); the last name decides on the response code (RFC 6604 §3). Where the chain
   * leads out of the zones, or is too long, the client continues.
   */
  private Decision follow() {
    first.set(lookup.node());
    Decision next = Decision.ALIAS;
    for (int links = 0; next == Decision.ALIAS && links < MOST_ALIASES; links++) {
      if (!sections.alias(lookup.node(), lookup.rrset())) {
        return Decision.ALIAS;
      }
      next = lookup.find(sections.name(), query.type);
      if (lookup.isAt(first)) {
        return Decision.ALIAS;
      }
    }
    return next == Decision.ALIAS || next == Decision.OUTSIDE_ZONE ? Decision.ALIAS : answer(next);
  }

  /** A valid cookie proves that the source address isn't forged (RFC 7873 §5.2.3): no limit. */
  private int finishLimited(ResponseRates.Gate gate, InetAddress client) {
    if (query.edns && opt.isClientProven()) {
      return finish();
    }
    ResponseRates.Verdict verdict = gate.pass(client, decision.kind());
    if (verdict == ResponseRates.Verdict.SEND) {
      return finish();
    }
    decision = Decision.LIMITED;
    if (verdict == ResponseRates.Verdict.DROP || !hasQuestion()) {
      return 0;
    }
    reply.clear();
    reply.setTruncated();
    return finish();
  }

  private int finish() {
    Rcode rcode = decision.rcode();
    if (query.edns) {
      reply.append(opt, rcode, query.dnssecOk);
    }
    return reply.finish(rcode);
  }

  /** The buffer in which the last call of {@link #respond} left its reply; not to be changed. */
  public byte[] reply() {
    return reply.bytes;
  }

  /** What kind of query the last one was. */
  public Outcome outcome() {
    return decision.outcome();
  }

  /** The type that the last query asked for; means nothing if it had no question. */
  public int queryType() {
    return query.type;
  }

  /** Whether the last query had a question. */
  public boolean hasQuestion() {
    return query.questionEnd > MessageHeader.LENGTH;
  }

  /** The last reply's response code; means nothing if there was no reply. */
  public Rcode rcode() {
    return decision.rcode();
  }

  /** Whether the last reply was cut short (TC). */
  public boolean truncated() {
    return reply.isTruncated();
  }

  /** Whether the last reply, over a stream, holds a part of a set that no message can hold. */
  public boolean partial() {
    return reply.isPartial();
  }
}
