package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;

/**
 * By how much a batch changes the number of contributions that hold a record, or that ask for a
 * TTL.
 *
 * @param type the record's, or {@link Node#TTL_WISH}, and then the rdata are four bytes of TTL, or
 *     {@link Node#CHILD}, and then they are one byte without meaning
 * @param change never 0 when a node is written
 * @param audience of those contributions
 */
record RecordDelta(ResourceRecord record, int type, int change, int audience)
    implements Comparable<RecordDelta> {

  private static final byte[] NO_DATA = {0};

  RecordDelta(ResourceRecord record, int change, int audience) {
    this(record, record.type().number(), change, audience);
  }

  /** A TTL that is asked for at a name. */
  static RecordDelta ofTtl(DnsName owner, int seconds, int change, int audience) {
    byte[] rdata = new byte[4];
    WireBytes.putInt(rdata, 0, seconds);
    return new RecordDelta(
        new ResourceRecord(owner, RecordType.TXT, rdata), Node.TTL_WISH, change, audience);
  }

  /** A child node that has, or has below it, something for an audience. */
  static RecordDelta ofChild(DnsName owner, int change, int audience) {
    return new RecordDelta(
        new ResourceRecord(owner, RecordType.TXT, NO_DATA), Node.CHILD, change, audience);
  }

  RecordDelta withChange(int other) {
    return new RecordDelta(record, type, other, audience);
  }

  /** By type, then in the order that records have within a node, then by audience. */
  @Override
  public int compareTo(RecordDelta other) {
    if (type != other.type) {
      return Integer.compare(type, other.type);
    }
    byte[] mine = record.rdata();
    byte[] theirs = other.record.rdata();
    int order = Node.compareRdata(type, mine, 0, mine.length, theirs, 0, theirs.length);
    return order == 0 ? Integer.compare(audience, other.audience) : order;
  }
}
