package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;

/**
 * By how much a batch changes the number of contributions that hold a record, or that ask for a
 * TTL. One of a batch's, which sets it anew for the next batch.
 */
final class RecordDelta implements Comparable<RecordDelta> {

  private static final byte[] NO_DATA = {0};
  private static final ResourceRecord NO_RECORD =
      new ResourceRecord(DnsName.ROOT, RecordType.TXT, NO_DATA);

  private ResourceRecord record = NO_RECORD;
  private int type;
  private int change;
  private int audience;

  /** A record's. */
  void set(ResourceRecord of, int by, int forAudience) {
    set(of, of.type().number(), by, forAudience);
  }

  /** That of a TTL that is asked for at a name. */
  void setTtl(DnsName owner, int seconds, int by, int forAudience) {
    byte[] rdata = new byte[4];
    WireBytes.putInt(rdata, 0, seconds);
    set(new ResourceRecord(owner, RecordType.TXT, rdata), Node.TTL_WISH, by, forAudience);
  }

  /** That of a child node that has, or has below it, something for an audience. */
  void setChild(DnsName owner, int by, int forAudience) {
    set(new ResourceRecord(owner, RecordType.TXT, NO_DATA), Node.CHILD, by, forAudience);
  }

  private void set(ResourceRecord of, int ofType, int by, int forAudience) {
    record = of;
    type = ofType;
    change = by;
    audience = forAudience;
  }

  /** Forgets the record. */
  void clear() {
    record = NO_RECORD;
  }

  /** Changes the number by that much more. */
  void add(int by) {
    change += by;
  }

  ResourceRecord record() {
    return record;
  }

  /**
   * The record's, or {@link Node#TTL_WISH}, and then the rdata are four bytes of TTL, or {@link
   * Node#CHILD}, and then they are one byte without meaning.
   */
  int type() {
    return type;
  }

  byte[] rdata() {
    return record.rdata();
  }

  /** Never 0 when a node is written. */
  int change() {
    return change;
  }

  /** The audience of the contributions. */
  int audience() {
    return audience;
  }

  /** By type, then in the order that records have within a node, then by audience. */
  @Override
  public int compareTo(RecordDelta other) {
    if (type != other.type) {
      return Integer.compare(type, other.type);
    }
    byte[] mine = rdata();
    byte[] theirs = other.rdata();
    int order = Node.compareRdata(type, mine, 0, mine.length, theirs, 0, theirs.length);
    return order == 0 ? Integer.compare(audience, other.audience) : order;
  }
}
