package io.herald.dns.answer;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.WireBytes;
import io.herald.dns.zone.LookupKey;

/**
 * The parts of a query that answering needs, read in place: header, question, EDNS. One mutable
 * object for each thread, filled anew for each query; allocates nothing. {@link #parse} is total:
 * any bytes of any length give a {@link Verdict}, never an exception.
 */
final class QueryMessage {

  /** What the bytes are. */
  enum Verdict {
    /** A query with one question. */
    QUERY,
    /** No question, but a cookie: asks for the server's (RFC 7873 §5.4). */
    COOKIE_ALONE,
    /** Not a query: shorter than a header, or an answer. There is no reply (RFC 5625 §6.2.2). */
    IGNORE,
    /** Has an id, but isn't what RFC 1035 §4 or RFC 6891 §6 allow. */
    MALFORMED,
    /** An opcode other than QUERY. */
    OTHER_OPCODE
  }

  static final int TYPE_OPT = 41;
  static final int TYPE_TSIG = 250;
  static final int TYPE_ANY = 255;

  /** Shortest record: root name, type, class, TTL, length. */
  private static final int SHORTEST_RECORD = 11;

  private static final int MALFORMED_NAME = -1;

  final LookupKey name = new LookupKey();

  /** The 16 bits behind the id. */
  int flags;

  /** Offset behind the question, or behind the header if there is no well-formed question. */
  int questionEnd;

  int type;
  int queryClass;

  /** Whether its last record is a signature (TSIG, RFC 8945 §5.1). */
  boolean signed;

  /** Whether the query has an OPT record; what follows means something only then. */
  boolean edns;

  int ednsVersion;
  boolean dnssecOk;
  int udpPayload;

  /** The options that are understood; of one that is there twice the first counts. */
  final EdnsOptions options = new EdnsOptions();

  Verdict parse(byte[] query, int length) {
    questionEnd = MessageHeader.LENGTH;
    edns = false;
    signed = false;
    if (length < MessageHeader.LENGTH) {
      return Verdict.IGNORE;
    }
    flags = MessageHeader.flags(query);
    if ((flags & MessageHeader.QR) != 0) {
      return Verdict.IGNORE;
    }
    int questions = MessageHeader.questions(query);
    boolean wellFormed =
        questions <= 1
            && (questions == 0 || parseQuestion(query, length))
            && parseRecords(query, length);
    if ((flags & MessageHeader.OPCODE) != 0) {
      edns &= wellFormed;
      return Verdict.OTHER_OPCODE;
    }
    if (wellFormed && questions == 0 && edns && options.hasCookie()) {
      return Verdict.COOKIE_ALONE;
    }
    return wellFormed && questions == 1 ? Verdict.QUERY : Verdict.MALFORMED;
  }

  /** Forgets question and OPT record: what they say can't be relied on. */
  void discardBody() {
    questionEnd = MessageHeader.LENGTH;
    edns = false;
  }

  private boolean parseQuestion(byte[] query, int length) {
    int label = MessageHeader.LENGTH;
    while (label < length && query[label] != 0) {
      if (query[label] < 0 || query[label] > DnsName.MAX_LABEL) {
        return false;
      }
      label += query[label] + 1;
    }
    int nameLength = label + 1 - MessageHeader.LENGTH;
    int end = label + 5;
    if (end > length || nameLength > DnsName.MAX_LENGTH) {
      return false;
    }
    name.set(query, MessageHeader.LENGTH, nameLength);
    type = WireBytes.getShort(query, label + 1);
    queryClass = WireBytes.getShort(query, label + 3);
    questionEnd = end;
    return true;
  }

  /** Walks the records behind the question; false unless they fill the message exactly. */
  private boolean parseRecords(byte[] query, int length) {
    int additional = MessageHeader.additionals(query);
    int records = MessageHeader.answers(query) + MessageHeader.authorities(query) + additional;
    int offset = questionEnd;
    for (int left = records; left > 0; left--) {
      int fixed = skipName(query, offset, length);
      if (fixed < 0 || fixed + SHORTEST_RECORD - 1 > length) {
        return false;
      }
      int rdata = fixed + SHORTEST_RECORD - 1;
      int end = rdata + WireBytes.getShort(query, rdata - 2);
      if (end > length) {
        return false;
      }
      if (WireBytes.getShort(query, fixed) == TYPE_OPT) {
        boolean misplaced = left > additional || edns || fixed != offset + 1;
        if (misplaced || !options.read(query, rdata, end)) {
          return false;
        }
        edns = true;
        udpPayload = WireBytes.getShort(query, fixed + 2);
        ednsVersion = query[fixed + 5] & 0xff;
        dnssecOk = query[fixed + 6] < 0;
      } else if (WireBytes.getShort(query, fixed) == TYPE_TSIG) {
        if (left > 1 || additional == 0) {
          return false;
        }
        signed = true;
      }
      offset = end;
    }
    return offset == length;
  }

  /** Offset behind a name that may end in a compression pointer, or -1. */
  private static int skipName(byte[] query, int offset, int length) {
    int label = offset;
    while (label < length) {
      int size = query[label];
      if (size == 0) {
        return label + 1;
      }
      if ((size & 0xC0) == 0xC0) {
        return label + 2;
      }
      if (size < 0 || size > DnsName.MAX_LABEL) {
        return MALFORMED_NAME;
      }
      label += size + 1;
    }
    return MALFORMED_NAME;
  }
}
