package io.herald.dns.answer;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.QueryMessage.Verdict;
import io.herald.dns.record.Rcode;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.LookupKey;
import io.herald.dns.zone.Node;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a query in, bytes of the reply out. Pure: no I/O, no lock, no allocation; the reply lies
 * in a buffer that the next call overwrites. Not thread-safe: one for each thread. Never throws,
 * whatever the bytes.
 *
 * <p>The way is always the same: parse header and question in place, find the node, then the steps
 * answer, authority, additional, each of which copies what was prepared when the record changed and
 * patches it. The reply begins with the query's own header and question, so the id and the case of
 * the question are the client's; every owner name equal to the question's is a pointer to it.
 *
 * <p>After a call {@link #outcome} says what kind of reply it is: a transport that can do more
 * (hand a foreign name to a forwarder, say) may do that in place of the reply made here.
 */
public final class QueryResponder {

  /** What carries the reply; decides how long it may be. */
  public enum Transport {
    UDP,
    TCP,
    /** DNS over TLS (RFC 7858). */
    TLS
  }

  /** What kind of query it was. */
  public enum Outcome {
    /** A question about the zone; answered, positively or not. */
    ANSWERED,
    /** A question about the zone while it is not loaded; the reply is SERVFAIL. */
    NOT_LOADED,
    /** A name that is not in the zone; the reply is REFUSED. Here forwarding comes in. */
    OUTSIDE_ZONE,
    /** A question about this server: its identity in class CHAOS, or a cookie alone. */
    SERVER,
    /** Another class; the reply is REFUSED. */
    OTHER_CLASS,
    /** AXFR or IXFR; the reply is REFUSED. Here zone transfers come in. */
    TRANSFER,
    /** A signed query; the reply is REFUSED. Here the keys come in (RFC 8945). */
    SIGNED,
    /** What no server of a zone answers, another EDNS version, or malformed; the reply says. */
    REJECTED,
    /** Its network has had too many replies: TC alone, or none. */
    LIMITED,
    /** No query; there is no reply. */
    IGNORED;

    /** Whether somebody else may have a better reply than the responder. */
    public boolean isForOthers() {
      return this == OUTSIDE_ZONE || this == TRANSFER || this == SIGNED;
    }
  }

  /** Longest reply in bytes, over TCP. */
  public static final int MAX_REPLY = 65_535;

  private static final int TYPE_TKEY = 249;
  private static final int TYPE_IXFR = 251;
  private static final int TYPE_AXFR = 252;
  private static final int TYPE_MAILB = 253;
  private static final int TYPE_MAILA = 254;

  private static final int FLAG_QR = 0x8000;
  private static final int FLAG_AA = 0x0400;
  private static final int FLAG_TC = 0x0200;
  private static final int FLAG_RA = 0x0080;

  /** Of the query's flags: opcode, RD and CD. */
  private static final int COPIED_FLAGS = 0x7910;

  /** A chain of ours that is longer is a circle, or might as well be. */
  private static final int MOST_ALIASES = 16;

  private static final int LAST_POINTER = 0x3fff;

  private final ServedZones zones;
  private final int raFlag;
  private final UdpSizes udpSizes;
  private final int answerLimit;
  private final ChaosAnswers chaos;
  private final OptWriter opt;
  private final ResponseRates.@Nullable Gate gate;

  private final QueryMessage query = new QueryMessage();
  private final LookupKey target = new LookupKey();
  private final byte[] reply = new byte[MAX_REPLY + 1];
  private final RandomOrder order;

  private Rcode rcode = Rcode.NOERROR;
  private Outcome outcome = Outcome.IGNORED;
  private int flags;
  private int answers;

  /** How many of the answers are aliases before the records asked for. */
  private int aliases;

  private int authorities;
  private int additionals;
  private int end;
  private int limit;

  /** Whether a cut answer says so: over a stream nobody could ask again for the rest. */
  private boolean cutIsTold;

  private boolean partial;

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
    this.zones = new ServedZones(zones);
    this.raFlag = settings.recursionAvailable() ? FLAG_RA : 0;
    this.udpSizes = settings.udpSizes();
    this.answerLimit = settings.answerLimit() == 0 ? Integer.MAX_VALUE : settings.answerLimit();
    this.chaos = new ChaosAnswers(settings.version(), settings.identity());
    this.opt = new OptWriter(settings);
    this.order = new RandomOrder(seed);
    this.gate = settings.rates().map(ResponseRates::gate).orElse(null);
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
   * @param client who asks, for its cookie and for how long a datagram may be; null: unknown
   * @param reserved bytes of the longest reply that are left free, for what the caller appends
   * @return the reply's length; it lies at the start of {@link #reply}. 0: there is none
   */
  public int respond(
      byte[] message, int length, Transport transport, @Nullable InetAddress client, int reserved) {
    Verdict verdict = query.parse(message, length);
    if (verdict == Verdict.IGNORE) {
      outcome = Outcome.IGNORED;
      return 0;
    }
    begin(message, transport, client);
    limit -= reserved;
    switch (verdict) {
      case QUERY -> answerQuery();
      case COOKIE_ALONE -> answerCookie();
      case OTHER_OPCODE -> refuse(Rcode.NOTIMP, Outcome.REJECTED);
      case MALFORMED, IGNORE -> refuseMalformed();
    }
    if (gate != null && transport == Transport.UDP && client != null) {
      return limit(gate, client);
    }
    return finish();
  }

  /** Who shows a good cookie is no victim of forged queries (RFC 7873 §5.2.3). */
  private int limit(ResponseRates.Gate gate, InetAddress client) {
    if (query.edns && opt.isClientProven()) {
      return finish();
    }
    ResponseRates.Verdict verdict = gate.pass(client, kind());
    if (verdict == ResponseRates.Verdict.SEND) {
      return finish();
    }
    outcome = Outcome.LIMITED;
    if (verdict == ResponseRates.Verdict.DROP || query.questionEnd == QueryMessage.HEADER) {
      return 0;
    }
    rcode = Rcode.NOERROR;
    flags = (flags & ~FLAG_AA) | FLAG_TC;
    end = query.questionEnd;
    answers = 0;
    authorities = 0;
    additionals = 0;
    return finish();
  }

  private ResponseRates.Kind kind() {
    if (outcome != Outcome.ANSWERED) {
      return ResponseRates.Kind.OTHERS;
    }
    return rcode == Rcode.NXDOMAIN ? ResponseRates.Kind.NXDOMAIN : ResponseRates.Kind.ANSWERS;
  }

  /** The buffer in which the last call of {@link #respond} left its reply; not to be changed. */
  public byte[] reply() {
    return reply;
  }

  /** What kind of query the last one was. */
  public Outcome outcome() {
    return outcome;
  }

  /** The type that the last query asked for; means nothing if it had no question. */
  public int queryType() {
    return query.type;
  }

  /** Whether the last query had a question. */
  public boolean hasQuestion() {
    return query.questionEnd > QueryMessage.HEADER;
  }

  /** The last reply's response code; means nothing if there was no reply. */
  public Rcode rcode() {
    return rcode;
  }

  /** Whether the last reply was cut short (TC). */
  public boolean truncated() {
    return (flags & FLAG_TC) != 0;
  }

  /** Whether the last reply, over a stream, holds a part of a set that no message can hold. */
  public boolean partial() {
    return partial;
  }

  private void begin(byte[] message, Transport transport, @Nullable InetAddress client) {
    System.arraycopy(message, 0, reply, 0, query.questionEnd);
    end = query.questionEnd;
    flags = FLAG_QR | (query.flags & COPIED_FLAGS) | raFlag;
    answers = 0;
    aliases = 0;
    authorities = 0;
    additionals = 0;
    partial = false;
    boolean stream = transport != Transport.UDP;
    cutIsTold = !stream;
    if (stream) {
      limit = MAX_REPLY;
    } else {
      limit = query.edns ? udpSizes.limit(query.udpPayload, client) : UdpSizes.WITHOUT_EDNS;
    }
    if (query.edns) {
      limit -= opt.prepare(query, message, stream, client);
    }
  }

  private void refuse(Rcode code, Outcome kind) {
    rcode = code;
    outcome = kind;
  }

  private void refuseMalformed() {
    end = QueryMessage.HEADER;
    query.questionEnd = QueryMessage.HEADER;
    query.edns = false;
    refuse(Rcode.FORMERR, Outcome.REJECTED);
  }

  private void answerCookie() {
    if (query.ednsVersion != 0) {
      refuse(Rcode.BADVERS, Outcome.REJECTED);
    } else {
      boolean wellFormed = query.options.isCookieWellFormed();
      refuse(wellFormed ? Rcode.NOERROR : Rcode.FORMERR, Outcome.SERVER);
    }
  }

  private void answerQuery() {
    if (query.signed) {
      refuse(Rcode.REFUSED, Outcome.SIGNED);
    } else if (query.edns && query.ednsVersion != 0) {
      refuse(Rcode.BADVERS, Outcome.REJECTED);
    } else if (query.edns && !query.options.isCookieWellFormed()) {
      refuse(Rcode.FORMERR, Outcome.REJECTED);
    } else if (query.queryClass != ResourceRecord.CLASS_IN) {
      answerOtherClass();
    } else if (query.type >= TYPE_TKEY || query.type == QueryMessage.TYPE_OPT) {
      answerSpecialType();
    } else {
      answerFromZone();
    }
  }

  private void answerOtherClass() {
    byte[] record =
        query.queryClass == ChaosAnswers.CLASS_CH ? chaos.find(query.name, query.type) : null;
    if (record == null) {
      refuse(Rcode.REFUSED, Outcome.OTHER_CLASS);
    } else if (end + record.length > limit) {
      flags |= FLAG_TC;
      refuse(Rcode.NOERROR, Outcome.SERVER);
    } else {
      refuse(Rcode.NOERROR, Outcome.SERVER);
      flags |= FLAG_AA;
      System.arraycopy(record, 0, reply, end, record.length);
      end += record.length;
      answers = 1;
    }
  }

  /** Types that no record has (RFC 6895 §3.1); those from 256 on are types as any other. */
  private void answerSpecialType() {
    switch (query.type) {
      case QueryMessage.TYPE_OPT, QueryMessage.TYPE_TSIG -> refuseMalformed();
      case TYPE_TKEY, TYPE_MAILA, TYPE_MAILB -> refuse(Rcode.NOTIMP, Outcome.REJECTED);
      default -> answerFromZone();
    }
  }

  private void answerFromZone() {
    byte[] node = zones.find(query.name);
    if (node == null && !zones.contain(query.name)) {
      refuse(Rcode.REFUSED, Outcome.OUTSIDE_ZONE);
    } else if (query.type == TYPE_AXFR || query.type == TYPE_IXFR) {
      refuse(Rcode.REFUSED, Outcome.TRANSFER);
    } else if (!zones.found().isLoaded(query.name, node != null)) {
      refuse(Rcode.SERVFAIL, Outcome.NOT_LOADED);
    } else {
      outcome = Outcome.ANSWERED;
      rcode = node == null ? Rcode.NXDOMAIN : Rcode.NOERROR;
      flags |= FLAG_AA;
      int rrset = node == null ? -1 : rrsetFor(node);
      if (node == null || rrset < 0) {
        authority(QueryMessage.HEADER, query.name);
      } else if (isToBeFollowed(node)) {
        follow(node, rrset);
      } else {
        int answer = end;
        int first = answer(node, rrset);
        if (first >= 0) {
          additional(node, rrset, answer, first);
        }
      }
    }
  }

  /** The RRset that answers; for ANY the first one alone (RFC 8482 §4.1). */
  private int rrsetFor(byte[] node) {
    if (Node.isAlias(node)) {
      return Node.rrset(node, RecordType.CNAME.number());
    }
    if (query.type == QueryMessage.TYPE_ANY) {
      return Node.rrsets(node) == 0 ? -1 : Node.directory(Node.nameLength(node));
    }
    return Node.rrset(node, query.type);
  }

  private boolean isToBeFollowed(byte[] node) {
    return Node.isAlias(node)
        && query.type != RecordType.CNAME.number()
        && query.type != QueryMessage.TYPE_ANY;
  }

  /**
   * Answers with the alias, then with what its target has, as long as that is in a zone of ours
   * (RFC 1034 §4.3.2); the last name decides on the response code (RFC 6604 §3). Where the chain
   * leads out of the zones, or is longer than anybody means it, the asker goes on.
   */
  private void follow(byte[] alias, int cname) {
    byte[] node = alias;
    int rrset = cname;
    int owner = QueryMessage.HEADER;
    for (int links = 0; links < MOST_ALIASES; links++) {
      int record = end;
      if (!answerOne(node, rrset, owner)) {
        return;
      }
      owner = record + Node.RECORD_HEADER;
      target.set(reply, owner, WireBytes.getShort(reply, owner - 2));
      node = zones.find(target);
      if (node == null && !zones.contain(target)) {
        return;
      }
      if (!zones.found().isLoaded(target, node != null)) {
        end = query.questionEnd;
        answers = 0;
        flags &= ~FLAG_AA;
        refuse(Rcode.SERVFAIL, Outcome.NOT_LOADED);
        return;
      }
      rrset = node == null ? -1 : rrsetFor(node);
      if (node == null || rrset < 0) {
        rcode = node == null ? Rcode.NXDOMAIN : Rcode.NOERROR;
        authority(owner, target);
        return;
      }
      if (!Node.isAlias(node)) {
        answerTarget(node, rrset, owner);
        return;
      }
      if (node == alias) {
        return;
      }
    }
  }

  /** An alias' one record, of the name that stands at {@code owner}; false, and TC: no room. */
  private boolean answerOne(byte[] node, int rrset, int owner) {
    int from = end;
    boolean whole = answerSome(node, rrset, 0, answers + 1);
    pointAt(owner, from);
    return whole;
  }

  /** The RRset of the name that stands at {@code owner}, behind the aliases that lead there. */
  private void answerTarget(byte[] node, int rrset, int owner) {
    aliases = answers;
    int answer = end;
    int first = answer(node, rrset);
    pointAt(owner, answer);
    if (first >= 0) {
      additional(node, rrset, answer, first);
    }
  }

  /** Makes the name at {@code owner} that of all records of the answer from {@code from} on. */
  private void pointAt(int owner, int from) {
    for (int record = from; record < end; ) {
      WireBytes.putShort(reply, record, 0xC000 | owner);
      record += Node.RECORD_HEADER + WireBytes.getShort(reply, record + Node.RECORD_HEADER - 2);
    }
  }

  /**
   * Copies the RRset, beginning at a random record; as many whole records as fit. If that is not
   * all of them, over UDP with TC. Over a stream without: clients would have to take the answer for
   * a failure, and there is nowhere else that they could ask.
   *
   * @return the index of the record that came first, or -1 if the answer is cut
   */
  private int answer(byte[] node, int rrset) {
    int records = Node.records(node, rrset);
    int body = Node.body(node, rrset);
    int length = Node.bodyLength(node, rrset);
    int first = records == 1 ? 0 : order.below(records);
    if (records > answerLimit) {
      return answerSome(node, rrset, first, aliases + answerLimit) ? first : -1;
    }
    if (end + length > limit || records > 65_535) {
      answerSome(node, rrset, first, aliases + records);
      return -1;
    }
    int start = first == 0 ? 0 : Node.position(node, rrset, first);
    System.arraycopy(node, body + start, reply, end, length - start);
    if (start > 0) {
      System.arraycopy(node, body, reply, end + length - start, start);
    }
    end += length;
    answers += records;
    return first;
  }

  /** Copies records until there are so many; false, and that is noted, if not all of them fit. */
  private boolean answerSome(byte[] node, int rrset, int first, int wanted) {
    int records = Node.records(node, rrset);
    int body = Node.body(node, rrset);
    int record = first;
    while (answers < wanted) {
      int start = body + Node.position(node, rrset, record);
      int length = Node.RECORD_HEADER + WireBytes.getShort(node, start + Node.RECORD_HEADER - 2);
      if (end + length > limit) {
        if (cutIsTold || answers == 0) {
          flags |= FLAG_TC;
        } else {
          partial = true;
        }
        return false;
      }
      System.arraycopy(node, start, reply, end, length);
      end += length;
      answers++;
      record = record + 1 == records ? 0 : record + 1;
    }
    return true;
  }

  /**
   * The apex's SOA record, which says how long the name or type may be held not to exist.
   *
   * @param nameAt where that name stands in the reply
   */
  private void authority(int nameAt, LookupKey name) {
    byte[] soa = zones.found().negativeSoa();
    if (end + soa.length > limit) {
      flags |= FLAG_TC;
      return;
    }
    System.arraycopy(soa, 0, reply, end, soa.length);
    int apexInName = nameAt + name.length - zones.found().apexWire().length;
    WireBytes.putShort(reply, end, 0xC000 | apexInName);
    end += soa.length;
    authorities = 1;
  }

  /** The addresses of the answer's targets that are in the zone, as many RRsets as fit. */
  private void additional(byte[] node, int rrset, int answer, int first) {
    int targetOffset = Node.targetOffset(Node.type(node, rrset));
    if (targetOffset < 0) {
      return;
    }
    int records = Node.records(node, rrset);
    int start = Node.position(node, rrset, first);
    int length = Node.bodyLength(node, rrset);
    int record = first;
    // The first record may stand in the middle of its target's: here these begin.
    int group = first;
    while (Node.hasTargetOfPrevious(node, rrset, group)) {
      group--;
    }
    for (int left = answers - aliases; left > 0; left--) {
      boolean repeated =
          (group <= record && record <= first)
              ? record != first
              : Node.hasTargetOfPrevious(node, rrset, record);
      if (!repeated) {
        int position = Node.position(node, rrset, record) - start;
        int rdata = answer + (position < 0 ? position + length : position) + Node.RECORD_HEADER;
        int name = rdata + targetOffset;
        target.set(reply, name, WireBytes.getShort(reply, rdata - 2) - targetOffset);
        byte[] addresses = zones.find(target);
        if (addresses != null
            && zones.found().isLoaded(target, true)
            && !(addAddresses(addresses, RecordType.A, name)
                && addAddresses(addresses, RecordType.AAAA, name))) {
          return;
        }
      }
      record = record + 1 == records ? 0 : record + 1;
    }
  }

  /** Adds one RRset whose owner is the name at {@code owner}; false if it doesn't fit. */
  private boolean addAddresses(byte[] node, RecordType type, int owner) {
    int rrset = Node.rrset(node, type.number());
    if (rrset < 0) {
      return true;
    }
    boolean pointer = owner <= LAST_POINTER;
    int records = Node.records(node, rrset);
    int bytes = Node.bodyLength(node, rrset);
    if (!pointer) {
      bytes += records * (target.length - 2);
    }
    if (end + bytes > limit) {
      return false;
    }
    int source = Node.body(node, rrset);
    int length = Node.bodyLength(node, rrset) / records;
    for (int i = 0; i < records; i++, source += length) {
      if (pointer) {
        System.arraycopy(node, source, reply, end, length);
        WireBytes.putShort(reply, end, 0xC000 | owner);
        end += length;
      } else {
        System.arraycopy(reply, owner, reply, end, target.length);
        System.arraycopy(node, source + 2, reply, end + target.length, length - 2);
        end += target.length + length - 2;
      }
    }
    additionals += records;
    return true;
  }

  private int finish() {
    if (query.edns) {
      end = opt.write(reply, end, rcode, query.dnssecOk);
      additionals++;
    }
    WireBytes.putShort(reply, 2, flags | (rcode.number() & 0xf));
    WireBytes.putShort(reply, 4, query.questionEnd == QueryMessage.HEADER ? 0 : 1);
    WireBytes.putShort(reply, 6, answers);
    WireBytes.putShort(reply, 8, authorities);
    WireBytes.putShort(reply, 10, additionals);
    return end;
  }
}
