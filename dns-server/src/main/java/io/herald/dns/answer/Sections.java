package io.herald.dns.answer;

import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.WireBytes;
import io.herald.dns.zone.LookupKey;
import io.herald.dns.zone.Node;

/**
 * Writes the sections answer, authority and additional of a reply: copies what was prepared when
 * the record changed, and patches owners and order. Every owner name equal to the question's is a
 * pointer to it (RFC 1035 §4.1.4). One for each thread; allocates nothing.
 */
final class Sections {

  private static final int POINTER = 0xC000;
  private static final int LAST_POINTER = 0x3fff;
  private static final int MOST_RECORDS = 65_535;

  private final Reply reply;
  private final ServedZones zones;
  private final int answerLimit;
  private final RandomOrder order;
  private final LookupKey target = new LookupKey();

  /** The name that is answered for: the question's, or the last alias' target. */
  private LookupKey name = target;

  /** Where that name stands in the reply. */
  private int nameAt;

  /** How many of the answers are aliases before the records asked for. */
  private int aliases;

  /**
   * @param answerLimit how many records an answer holds at most; 0: all
   */
  Sections(Reply reply, ServedZones zones, int answerLimit, RandomOrder order) {
    this.reply = reply;
    this.zones = zones;
    this.answerLimit = answerLimit == 0 ? Integer.MAX_VALUE : answerLimit;
    this.order = order;
  }

  /** Begins the sections of a reply to a question for {@code question}. */
  void begin(LookupKey question) {
    name = question;
    nameAt = MessageHeader.LENGTH;
    aliases = 0;
  }

  /** The name that is answered for. */
  LookupKey name() {
    return name;
  }

  /** The record of class CHAOS that answers. */
  void identity(byte[] record) {
    if (reply.fits(record.length)) {
      reply.setAuthoritative();
      reply.append(record, 0, record.length);
      reply.countAnswers(1);
    } else {
      reply.setTruncated();
    }
  }

  /**
   * Answers with an alias; from now on its target is the name that is answered for.
   *
   * @return whether there was room; if not, the reply ends here
   */
  boolean alias(byte[] node, int rrset) {
    reply.setAuthoritative();
    int record = reply.end();
    boolean whole = appendSome(node, rrset, 0, reply.answers() + 1);
    if (whole) {
      pointAtName(record);
      aliases++;
      nameAt = record + Node.RECORD_HEADER;
      target.set(reply.bytes, nameAt, WireBytes.getShort(reply.bytes, nameAt - 2));
      name = target;
    }
    return whole;
  }

  /** Answers with an RRset, and with the addresses of its targets. */
  void records(byte[] node, int rrset) {
    reply.setAuthoritative();
    int answer = reply.end();
    int first = answer(node, rrset);
    if (nameAt != MessageHeader.LENGTH) {
      pointAtName(answer);
    }
    if (first >= 0) {
      additional(node, rrset, answer, first);
    }
  }

  /** Makes the name that is answered for the owner of all records from {@code from} on. */
  private void pointAtName(int from) {
    for (int record = from; record < reply.end(); ) {
      WireBytes.putShort(reply.bytes, record, POINTER | nameAt);
      record += Node.recordLength(reply.bytes, record);
    }
  }

  /**
   * Copies the RRset, beginning at a random record; as many whole records as fit.
   *
   * @return the index of the record that came first, or -1 if the answer is cut
   */
  private int answer(byte[] node, int rrset) {
    int records = Node.records(node, rrset);
    int length = Node.bodyLength(node, rrset);
    int first = records == 1 ? 0 : order.below(records);
    if (records > answerLimit) {
      return appendSome(node, rrset, first, aliases + answerLimit) ? first : -1;
    }
    if (!reply.fits(length) || records > MOST_RECORDS) {
      appendSome(node, rrset, first, aliases + records);
      return -1;
    }
    int body = Node.body(node, rrset);
    int start = first == 0 ? 0 : Node.position(node, rrset, first);
    reply.append(node, body + start, length - start);
    if (start > 0) {
      reply.append(node, body, start);
    }
    reply.countAnswers(records);
    return first;
  }

  /** Appends records until there are that many answers; false if not all of them fit. */
  private boolean appendSome(byte[] node, int rrset, int first, int wanted) {
    int records = Node.records(node, rrset);
    int body = Node.body(node, rrset);
    int record = first;
    while (reply.answers() < wanted) {
      int start = body + Node.position(node, rrset, record);
      int length = Node.recordLength(node, start);
      if (!reply.fits(length)) {
        reply.cut();
        return false;
      }
      reply.append(node, start, length);
      reply.countAnswers(1);
      record = record + 1 == records ? 0 : record + 1;
    }
    return true;
  }

  /** The apex's SOA record, which says how long the name or type may be held not to exist. */
  void negative() {
    reply.setAuthoritative();
    byte[] soa = zones.found().negativeSoa();
    if (!reply.fits(soa.length)) {
      reply.setTruncated();
      return;
    }
    int record = reply.end();
    reply.append(soa, 0, soa.length);
    int apexInName = nameAt + name.length - zones.found().apexWire().length;
    WireBytes.putShort(reply.bytes, record, POINTER | apexInName);
    reply.countAuthority();
  }

  /** The addresses of the answer's targets that are in the zones, as many RRsets as fit. */
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
    for (int left = reply.answers() - aliases; left > 0; left--) {
      boolean repeated =
          (group <= record && record <= first)
              ? record != first
              : Node.hasTargetOfPrevious(node, rrset, record);
      if (!repeated) {
        int position = Node.position(node, rrset, record) - start;
        int rdata = answer + (position < 0 ? position + length : position) + Node.RECORD_HEADER;
        int targetAt = rdata + targetOffset;
        int rdataLength = WireBytes.getShort(reply.bytes, rdata - 2);
        target.set(reply.bytes, targetAt, rdataLength - targetOffset);
        if (!addresses(targetAt)) {
          return;
        }
      }
      record = record + 1 == records ? 0 : record + 1;
    }
  }

  /** Adds the addresses of {@link #target}, which stands there; false if they don't fit. */
  private boolean addresses(int targetAt) {
    byte[] addresses = zones.find(target);
    return addresses == null
        || !zones.found().isLoaded(target, true)
        || (addresses(addresses, RecordType.A, targetAt)
            && addresses(addresses, RecordType.AAAA, targetAt));
  }

  private boolean addresses(byte[] node, RecordType type, int owner) {
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
    if (!reply.fits(bytes)) {
      return false;
    }
    int source = Node.body(node, rrset);
    int length = Node.bodyLength(node, rrset) / records;
    for (int i = 0; i < records; i++, source += length) {
      if (pointer) {
        int record = reply.end();
        reply.append(node, source, length);
        WireBytes.putShort(reply.bytes, record, POINTER | owner);
      } else {
        reply.append(reply.bytes, owner, target.length);
        reply.append(node, source + 2, length - 2);
      }
    }
    reply.countAdditionals(records);
    return true;
  }
}
