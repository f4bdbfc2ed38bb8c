package io.herald.dns.zone;

import io.herald.dns.record.RecordType;
import io.herald.dns.zone.QueryMessage.Verdict;
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
    TCP
  }

  /** What kind of query it was. */
  public enum Outcome {
    /** A question about the zone; answered, positively or not. */
    ANSWERED,
    /** A question about the zone while it is not loaded; the reply is SERVFAIL. */
    NOT_LOADED,
    /** A name that is not in the zone; the reply is REFUSED. Here forwarding comes in. */
    OUTSIDE_ZONE,
    /** A class other than IN; the reply is REFUSED. Here {@code version.bind} comes in. */
    OTHER_CLASS,
    /** AXFR or IXFR; the reply is REFUSED. Here zone transfers come in. */
    TRANSFER,
    /** Another opcode, another EDNS version, or malformed; the reply says which. */
    REJECTED,
    /** No query; there is no reply. */
    IGNORED
  }

  /** Longest reply in bytes, over TCP. */
  public static final int MAX_REPLY = 65_535;

  private static final int TYPE_IXFR = 251;
  private static final int TYPE_AXFR = 252;
  private static final int TYPE_ANY = 255;

  private static final int FLAG_QR = 0x8000;
  private static final int FLAG_AA = 0x0400;
  private static final int FLAG_TC = 0x0200;
  private static final int FLAG_RA = 0x0080;

  /** Of the query's flags: opcode, RD and CD. */
  private static final int COPIED_FLAGS = 0x7910;

  private static final int UDP_WITHOUT_EDNS = 512;
  private static final int OPT_LENGTH = 11;
  private static final int LAST_POINTER = 0x3fff;

  private final AnswerIndex[] zones;

  /** The zone that the question is in; the first while it is in none. */
  private AnswerIndex index;

  private final int raFlag;
  private final int maxUdpPayload;

  private final QueryMessage query = new QueryMessage();
  private final LookupKey target = new LookupKey();
  private final byte[] reply = new byte[MAX_REPLY + 1];
  private long random;

  private Rcode rcode = Rcode.NOERROR;
  private Outcome outcome = Outcome.IGNORED;
  private int flags;
  private int answers;
  private int authorities;
  private int additionals;
  private int end;
  private int limit;

  /**
   * A responder for one thread.
   *
   * @param seed where its random order of records begins; another one for each responder
   */
  public QueryResponder(AnswerIndex index, ResponderSettings settings, long seed) {
    this(List.of(index), settings, seed);
  }

  /**
   * A responder for several zones, none of which lies in another.
   *
   * @param zones at least one; the first is the one that most questions are about
   * @param seed where its random order of records begins; another one for each responder
   */
  public QueryResponder(List<AnswerIndex> zones, ResponderSettings settings, long seed) {
    this.zones = zones.toArray(AnswerIndex[]::new);
    this.index = zones.get(0);
    this.raFlag = settings.recursionAvailable() ? FLAG_RA : 0;
    this.maxUdpPayload = settings.maxUdpPayload();
    this.random = seed | 1;
  }

  /**
   * Makes the reply to the first {@code length} bytes of {@code message}.
   *
   * @return the reply's length; it lies at the start of {@link #reply}. 0: there is none
   */
  public int respond(byte[] message, int length, Transport transport) {
    Verdict verdict = query.parse(message, length);
    if (verdict == Verdict.IGNORE) {
      outcome = Outcome.IGNORED;
      return 0;
    }
    begin(message, transport);
    switch (verdict) {
      case QUERY -> answerQuery();
      case OTHER_OPCODE -> refuse(Rcode.NOTIMP, Outcome.REJECTED);
      case MALFORMED, IGNORE -> refuseMalformed();
    }
    return finish();
  }

  /** The buffer in which the last call of {@link #respond} left its reply; not to be changed. */
  public byte[] reply() {
    return reply;
  }

  /** What kind of query the last one was. */
  public Outcome outcome() {
    return outcome;
  }

  /** The last reply's response code; means nothing if there was no reply. */
  public Rcode rcode() {
    return rcode;
  }

  /** Whether the last reply was cut short (TC). */
  public boolean truncated() {
    return (flags & FLAG_TC) != 0;
  }

  private void begin(byte[] message, Transport transport) {
    System.arraycopy(message, 0, reply, 0, query.questionEnd);
    end = query.questionEnd;
    flags = FLAG_QR | (query.flags & COPIED_FLAGS) | raFlag;
    answers = 0;
    authorities = 0;
    additionals = 0;
    if (transport == Transport.TCP) {
      limit = MAX_REPLY;
    } else {
      limit =
          query.edns
              ? Math.max(UDP_WITHOUT_EDNS, Math.min(query.udpPayload, maxUdpPayload))
              : UDP_WITHOUT_EDNS;
    }
    if (query.edns) {
      limit -= OPT_LENGTH;
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

  private void answerQuery() {
    if (query.edns && query.ednsVersion != 0) {
      refuse(Rcode.BADVERS, Outcome.REJECTED);
    } else if (query.queryClass != QueryMessage.CLASS_IN) {
      refuse(Rcode.REFUSED, Outcome.OTHER_CLASS);
    } else if (query.type == QueryMessage.TYPE_OPT) {
      refuseMalformed();
    } else {
      answerFromZone();
    }
  }

  private void answerFromZone() {
    byte[] node = find();
    if (node == null && !isIn(index)) {
      refuse(Rcode.REFUSED, Outcome.OUTSIDE_ZONE);
    } else if (query.type == TYPE_AXFR || query.type == TYPE_IXFR) {
      refuse(Rcode.REFUSED, Outcome.TRANSFER);
    } else if (!index.isLoaded(query.name)) {
      refuse(Rcode.SERVFAIL, Outcome.NOT_LOADED);
    } else {
      outcome = Outcome.ANSWERED;
      rcode = node == null ? Rcode.NXDOMAIN : Rcode.NOERROR;
      flags |= FLAG_AA;
      int rrset = node == null ? -1 : rrsetFor(node);
      if (node == null || rrset < 0) {
        authority();
      } else {
        int answer = end;
        int first = answer(node, rrset);
        if (first >= 0) {
          additional(node, rrset, answer, first);
        }
      }
    }
  }

  /** The question's node, if there is one, and {@link #index} is the zone that it is in. */
  private byte @Nullable [] find() {
    index = zones[0];
    byte[] node = index.find(query.name);
    for (int i = 1; i < zones.length && node == null && !isIn(index); i++) {
      if (isIn(zones[i])) {
        index = zones[i];
        node = index.find(query.name);
      }
    }
    return node;
  }

  private boolean isIn(AnswerIndex zone) {
    byte[] apex = zone.apexWire();
    int start = query.name.length - apex.length;
    int label = 0;
    while (label < start) {
      label += query.name.name[label] + 1;
    }
    if (label != start) {
      return false;
    }
    for (int i = 0; i < apex.length; i++) {
      if (query.name.name[start + i] != apex[i]) {
        return false;
      }
    }
    return true;
  }

  /** The RRset that answers; for ANY the first one alone (RFC 8482 §4.1). */
  private int rrsetFor(byte[] node) {
    if (query.type == TYPE_ANY) {
      return Node.rrsets(node) == 0 ? -1 : Node.directory(Node.nameLength(node));
    }
    return Node.rrset(node, query.type);
  }

  /**
   * Copies the RRset, beginning at a random record; as many whole records as fit, and TC if that is
   * not all of them.
   *
   * @return the index of the record that came first, or -1 if the answer is truncated
   */
  private int answer(byte[] node, int rrset) {
    int records = Node.records(node, rrset);
    int body = Node.body(node, rrset);
    int length = Node.bodyLength(node, rrset);
    int first = records == 1 ? 0 : randomBelow(records);
    if (end + length > limit || records > 65_535) {
      answerTruncated(node, rrset, first);
      return -1;
    }
    int start = first == 0 ? 0 : Node.position(node, rrset, first);
    System.arraycopy(node, body + start, reply, end, length - start);
    if (start > 0) {
      System.arraycopy(node, body, reply, end + length - start, start);
    }
    end += length;
    answers = records;
    return first;
  }

  private void answerTruncated(byte[] node, int rrset, int first) {
    flags |= FLAG_TC;
    int records = Node.records(node, rrset);
    int body = Node.body(node, rrset);
    int record = first;
    while (answers < records) {
      int start = body + Node.position(node, rrset, record);
      int length = Node.RECORD_HEADER + Node.getShort(node, start + Node.RECORD_HEADER - 2);
      if (end + length > limit) {
        return;
      }
      System.arraycopy(node, start, reply, end, length);
      end += length;
      answers++;
      record = record + 1 == records ? 0 : record + 1;
    }
  }

  /** The apex's SOA record, which says how long the name or type may be held not to exist. */
  private void authority() {
    byte[] soa = index.negativeSoa();
    if (end + soa.length > limit) {
      flags |= FLAG_TC;
      return;
    }
    System.arraycopy(soa, 0, reply, end, soa.length);
    int apexInQuestion = QueryMessage.HEADER + query.name.length - index.apexWire().length;
    Node.putShort(reply, end, 0xC000 | apexInQuestion);
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
    for (int left = records; left > 0; left--) {
      if (!Node.hasTargetOfPrevious(node, rrset, record)) {
        int position = Node.position(node, rrset, record) - start;
        int rdata = answer + (position < 0 ? position + length : position) + Node.RECORD_HEADER;
        int name = rdata + targetOffset;
        target.set(reply, name, Node.getShort(reply, rdata - 2) - targetOffset);
        byte[] addresses = index.find(target);
        if (addresses != null
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
        Node.putShort(reply, end, 0xC000 | owner);
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
      addOpt();
    }
    if (rcode != Rcode.NOERROR && outcome != Outcome.ANSWERED) {
      flags &= ~FLAG_AA;
    }
    Node.putShort(reply, 2, flags | (rcode.number() & 0xf));
    Node.putShort(reply, 4, query.questionEnd == QueryMessage.HEADER ? 0 : 1);
    Node.putShort(reply, 6, answers);
    Node.putShort(reply, 8, authorities);
    Node.putShort(reply, 10, additionals);
    return end;
  }

  /** Our OPT record (RFC 6891 §6.1.3; the DO bit comes back, RFC 3225 §3). */
  private void addOpt() {
    reply[end] = 0;
    Node.putShort(reply, end + 1, QueryMessage.TYPE_OPT);
    Node.putShort(reply, end + 3, maxUdpPayload);
    Node.putInt(reply, end + 5, ((rcode.number() >>> 4) << 24) | (query.dnssecOk ? 0x8000 : 0));
    Node.putShort(reply, end + 9, 0);
    end += OPT_LENGTH;
    additionals++;
  }

  /** Uniform over 0 to bound-1; xorshift64* (Marsaglia 2003, Vigna 2016). */
  private int randomBelow(int bound) {
    random ^= random >>> 12;
    random ^= random << 25;
    random ^= random >>> 27;
    long bits = (random * 0x2545_F491_4F6C_DD1DL) >>> 32;
    return (int) ((bits * bound) >>> 32);
  }
}
