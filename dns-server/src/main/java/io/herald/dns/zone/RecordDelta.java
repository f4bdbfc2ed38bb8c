package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;
import java.util.Arrays;
import java.util.List;

/**
 * By how much a batch changes the number of contributions that hold a record, or that ask for a
 * TTL. One of a batch's, which sets it anew for the next batch.
 */
final class RecordDelta implements Comparable<RecordDelta> {

  private static final byte[] NO_DATA = {0};

  private PackedRecords records = PackedRecords.NONE;
  private int index;
  private byte[] bytes = NO_DATA;
  private int rdata;
  private int rdataLength;
  private int type;
  private int change;
  private int audience;

  /** That of one of the records. */
  void set(PackedRecords of, int at, int by, int forAudience) {
    set(of, at, of.type(at), by, forAudience);
  }

  /** That of a TTL that is asked for at a name. */
  void setTtl(DnsName owner, int seconds, int by, int forAudience) {
    byte[] data = new byte[4];
    WireBytes.putInt(data, 0, seconds);
    set(alone(owner, data), 0, Node.TTL_WISH, by, forAudience);
  }

  /** That of a child node that has, or has below it, something for an audience. */
  void setChild(DnsName owner, int by, int forAudience) {
    set(alone(owner, NO_DATA), 0, Node.CHILD, by, forAudience);
  }

  private static PackedRecords alone(DnsName owner, byte[] data) {
    return PackedRecords.of(List.of(new ResourceRecord(owner, RecordType.TXT, data)));
  }

  private void set(PackedRecords of, int at, int ofType, int by, int forAudience) {
    records = of;
    index = at;
    bytes = of.bytes(at);
    rdata = of.rdata(at);
    rdataLength = of.rdataLength(at);
    type = ofType;
    change = by;
    audience = forAudience;
  }

  /** Forgets the record. */
  void clear() {
    records = PackedRecords.NONE;
    bytes = NO_DATA;
  }

  /** Changes the number by that much more. */
  void add(int by) {
    change += by;
  }

  /** Where the record is, at {@link #index}. */
  PackedRecords records() {
    return records;
  }

  int index() {
    return index;
  }

  /**
   * The record's, or {@link Node#TTL_WISH}, and then the rdata are four bytes of TTL, or {@link
   * Node#CHILD}, and then they are one byte without meaning.
   */
  int type() {
    return type;
  }

  /** What the rdata are in. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the rdata begin. */
  int rdata() {
    return rdata;
  }

  int rdataLength() {
    return rdataLength;
  }

  /** Never 0 when a node is written. */
  int change() {
    return change;
  }

  /** The audience of the contributions. */
  int audience() {
    return audience;
  }

  /** Whether another record, whose type is the same, has the same target. */
  boolean hasTargetOf(RecordDelta other) {
    int target = Node.targetOffset(type);
    return target >= 0
        && Arrays.equals(
            bytes,
            rdata + target,
            rdata + rdataLength,
            other.bytes,
            other.rdata + target,
            other.rdata + other.rdataLength);
  }

  /** By type, then in the order that records have within a node, then by audience. */
  @Override
  public int compareTo(RecordDelta other) {
    if (type != other.type) {
      return Integer.compare(type, other.type);
    }
    int order =
        Node.compareRdata(
            type, bytes, rdata, rdataLength, other.bytes, other.rdata, other.rdataLength);
    return order == 0 ? Integer.compare(audience, other.audience) : order;
  }
}
