package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;

/**
 * By how much a batch changes the number of contributions that hold a record, or that ask for a
 * TTL.
 *
 * @param type the record's, or {@link Node#TTL_WISH}, and then the rdata are four bytes of TTL
 * @param change never 0 when a node is written
 */
record RecordDelta(ResourceRecord record, int type, int change) implements Comparable<RecordDelta> {

  RecordDelta(ResourceRecord record, int change) {
    this(record, record.type().number(), change);
  }

  /** A TTL that is asked for at a name. */
  static RecordDelta ofTtl(DnsName owner, int seconds, int change) {
    byte[] rdata = new byte[4];
    WireBytes.putInt(rdata, 0, seconds);
    return new RecordDelta(new ResourceRecord(owner, RecordType.TXT, rdata), Node.TTL_WISH, change);
  }

  RecordDelta withChange(int other) {
    return new RecordDelta(record, type, other);
  }

  /** By type, then in the order that records have within a node. */
  @Override
  public int compareTo(RecordDelta other) {
    if (type != other.type) {
      return Integer.compare(type, other.type);
    }
    byte[] mine = record.rdata();
    byte[] theirs = other.record.rdata();
    return Node.compareRdata(type, mine, 0, mine.length, theirs, 0, theirs.length);
  }
}
