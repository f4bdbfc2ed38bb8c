package io.herald.dns.answer;

import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.WireBytes;
import io.herald.dns.zone.AudienceFilter;
import io.herald.dns.zone.LookupKey;
import io.herald.dns.zone.Node;
import java.util.Arrays;

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

  /** The node of that name. */
  private final Node addresses = new Node();

  /** What the client may see. */
  private AudienceFilter filter = AudienceFilter.ALL;

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

  /** Begins the sections of a reply to a question for {@code question}, of such a client. */
  void begin(LookupKey question, AudienceFilter visible) {
    name = question;
    filter = visible;
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
  boolean alias(Node node, int rrset) {
    reply.setAuthoritative();
    int record = reply.end();
    boolean whole =
        node.audience() == Node.SEVERAL
            ? appendSeen(node, rrset, 0, 1)
            : appendSome(node, rrset, 0, reply.answers() + 1);
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
  void records(Node node, int rrset) {
    reply.setAuthoritative();
    int answer = reply.end();
    if (node.audience() == Node.SEVERAL) {
      seenRecords(node, rrset, answer);
      return;
    }
    int first = answer(node, rrset);
    if (nameAt != MessageHeader.LENGTH) {
      pointAtName(answer);
    }
    if (first >= 0) {
      additional(node, rrset, answer, first);
    }
  }

  /** The same of a node of which the client may see a part. */
  private void seenRecords(Node node, int rrset, int answer) {
    int shown = filter.records(node, rrset);
    boolean whole =
        appendSeen(node, rrset, shown == 1 ? 0 : order.below(shown), Math.min(shown, answerLimit));
    if (nameAt != MessageHeader.LENGTH) {
      pointAtName(answer);
    }
    int targetOffset = Node.targetOffset(node.type(rrset));
    if (whole && targetOffset >= 0) {
      additional(answer, targetOffset);
    }
  }

  /**
   * Appends records that the client may see, from the one on that has {@code skipped} of them
   * before it; false if not all of them fit.
   */
  private boolean appendSeen(Node node, int rrset, int skipped, int wanted) {
    int records = node.records(rrset);
    int body = node.body(rrset);
    int ttl = filter.ttl(node, zones.found().ttl());
    int passed = 0;
    int written = 0;
    for (int i = 0; written < wanted; i = i + 1 == records ? 0 : i + 1) {
      if (filter.shows(node, rrset, i) && passed++ >= skipped) {
        int start = body + node.position(rrset, i);
        int length = Node.recordLength(node.bytes, start);
        if (!reply.fits(length)) {
          reply.cut();
          return false;
        }
        WireBytes.putInt(reply.bytes, append(node, start, length) + 6, ttl);
        reply.countAnswers(1);
        written++;
      }
    }
    return true;
  }

  /** Returns where it begins. */
  private int append(Node node, int start, int length) {
    int record = reply.end();
    reply.append(node.bytes, start, length);
    return record;
  }

  /** Adds the addresses of the targets of all records from {@code answer} on, each once. */
  private void additional(int answer, int targetOffset) {
    int end = reply.end();
    int before = answer;
    for (int record = answer; record < end; ) {
      int targetAt = record + Node.RECORD_HEADER + targetOffset;
      int length = Node.recordLength(reply.bytes, record);
      boolean repeated =
          record != answer && (hasTarget(record, before) || hasTarget(record, answer));
      if (!repeated) {
        target.set(reply.bytes, targetAt, record + length - targetAt);
        if (!addresses(targetAt)) {
          return;
        }
      }
      before = record;
      record += length;
    }
  }

  /** Whether two records of the reply, of one type, have one target. */
  private boolean hasTarget(int record, int other) {
    int fixed = Node.RECORD_HEADER + Node.targetOffset(WireBytes.getShort(reply.bytes, record + 2));
    return Arrays.equals(
        reply.bytes,
        record + fixed,
        record + Node.recordLength(reply.bytes, record),
        reply.bytes,
        other + fixed,
        other + Node.recordLength(reply.bytes, other));
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
  private int answer(Node node, int rrset) {
    int records = node.records(rrset);
    int length = node.bodyLength(rrset);
    int first = records == 1 ? 0 : order.below(records);
    if (records > answerLimit) {
      return appendSome(node, rrset, first, aliases + answerLimit) ? first : -1;
    }
    if (!reply.fits(length) || records > MOST_RECORDS) {
      appendSome(node, rrset, first, aliases + records);
      return -1;
    }
    int body = node.body(rrset);
    int start = first == 0 ? 0 : node.position(rrset, first);
    reply.append(node.bytes, body + start, length - start);
    if (start > 0) {
      reply.append(node.bytes, body, start);
    }
    reply.countAnswers(records);
    return first;
  }

  /** Appends records until there are that many answers; false if not all of them fit. */
  private boolean appendSome(Node node, int rrset, int first, int wanted) {
    int records = node.records(rrset);
    int body = node.body(rrset);
    int record = first;
    while (reply.answers() < wanted) {
      int start = body + node.position(rrset, record);
      int length = Node.recordLength(node.bytes, start);
      if (!reply.fits(length)) {
        reply.cut();
        return false;
      }
      reply.append(node.bytes, start, length);
      reply.countAnswers(1);
      record = record + 1 == records ? 0 : record + 1;
    }
    return true;
  }

  /** The apex's SOA record, which says how long the name or type may be held not to exist. */
  void negative() {
    reply.setAuthoritative();
    if (!zones.contain(name)) {
      return; // a short name without a domain, below no SOA
    }
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
  private void additional(Node node, int rrset, int answer, int first) {
    int targetOffset = Node.targetOffset(node.type(rrset));
    if (targetOffset < 0) {
      return;
    }
    int records = node.records(rrset);
    int start = node.position(rrset, first);
    int length = node.bodyLength(rrset);
    int record = first;
    // The first record may stand in the middle of its target's: here these begin.
    int group = first;
    while (node.hasTargetOfPrevious(rrset, group)) {
      group--;
    }
    for (int left = reply.answers() - aliases; left > 0; left--) {
      boolean repeated =
          (group <= record && record <= first)
              ? record != first
              : node.hasTargetOfPrevious(rrset, record);
      if (!repeated) {
        int position = node.position(rrset, record) - start;
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
    return !zones.find(target, addresses)
        || !zones.found().isLoaded(target, true)
        || !filter.sees(addresses)
        || (addresses(addresses, RecordType.A, targetAt)
            && addresses(addresses, RecordType.AAAA, targetAt));
  }

  private boolean addresses(Node node, RecordType type, int owner) {
    int rrset = node.rrset(type.number());
    if (rrset < 0) {
      return true;
    }
    boolean pointer = owner <= LAST_POINTER;
    if (node.audience() == Node.SEVERAL) {
      return seenAddresses(node, rrset, owner, pointer);
    }
    int records = node.records(rrset);
    int bytes = node.bodyLength(rrset);
    if (!pointer) {
      bytes += records * (target.length - 2);
    }
    if (!reply.fits(bytes)) {
      return false;
    }
    int source = node.body(rrset);
    int length = node.bodyLength(rrset) / records;
    for (int i = 0; i < records; i++, source += length) {
      address(node, source, length, owner, pointer);
    }
    reply.countAdditionals(records);
    return true;
  }

  private void address(Node node, int source, int length, int owner, boolean pointer) {
    if (pointer) {
      WireBytes.putShort(reply.bytes, append(node, source, length), POINTER | owner);
    } else {
      reply.append(reply.bytes, owner, target.length);
      reply.append(node.bytes, source + 2, length - 2);
    }
  }

  /** The same of a node of which the client may see a part. */
  private boolean seenAddresses(Node node, int rrset, int owner, boolean pointer) {
    int shown = filter.records(node, rrset);
    int length = node.bodyLength(rrset) / node.records(rrset);
    if (!reply.fits(shown * (pointer ? length : length + target.length - 2))) {
      return false;
    }
    int body = node.body(rrset);
    int ttl = filter.ttl(node, zones.found().ttl());
    for (int i = 0; i < node.records(rrset); i++) {
      if (filter.shows(node, rrset, i)) {
        address(node, body + node.position(rrset, i), length, owner, pointer);
        WireBytes.putInt(reply.bytes, reply.end() - length + 6, ttl);
      }
    }
    reply.countAdditionals(shown);
    return true;
  }
}
