package io.herald.dns.zone;

import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next version of one RRset: what stays is copied in runs, what changes is found by
 * bisection. For one writer, one RRset at a time.
 */
final class RrsetWriter {

  private final int type;
  private final int ttl;
  private int records;
  private final byte[] entries;
  private final byte[] body;
  private int bodyLength;

  /** An empty RRset with room for that much. */
  RrsetWriter(int type, int ttl, int records, int bodyLength) {
    this.type = type;
    this.ttl = ttl;
    this.entries = new byte[Node.ENTRY * records];
    this.body = new byte[bodyLength];
  }

  int records() {
    return records;
  }

  int bodyLength() {
    return bodyLength;
  }

  /** The records alone, without entries; to be asked once, at the end. */
  byte[] body() {
    return Arrays.copyOf(body, bodyLength);
  }

  int length() {
    return Node.ENTRY * records + bodyLength;
  }

  /** Copies entries and body behind each other; returns the offset behind them. */
  int writeTo(byte[] node, int offset) {
    System.arraycopy(entries, 0, node, offset, Node.ENTRY * records);
    System.arraycopy(body, 0, node, offset + Node.ENTRY * records, bodyLength);
    return offset + length();
  }

  /** Appends the old RRset's records {@code from} (inclusive) to {@code to} (exclusive). */
  void copyRun(byte[] node, int rrset, int from, int to) {
    if (from >= to) {
      return;
    }
    int start = Node.position(node, rrset, from);
    int end =
        to == Node.records(node, rrset)
            ? Node.bodyLength(node, rrset)
            : Node.position(node, rrset, to);
    int shift = bodyLength - start;
    System.arraycopy(node, Node.body(node, rrset) + start, body, bodyLength, end - start);
    int first = records;
    int source = Node.entries(node, rrset) + Node.ENTRY * from;
    for (int i = from; i < to; i++, source += Node.ENTRY) {
      // The position moves by the shift; the mark in its top bit stays.
      putEntry(WireBytes.getInt(node, source) + shift, WireBytes.getInt(node, source + 4));
    }
    bodyLength += end - start;
    mark(first);
  }

  /** Appends a record for an audience; {@code references} is at least 1. */
  void append(ResourceRecord record, int audience, int references) {
    byte[] rdata = record.rdata();
    putEntry(bodyLength, Node.counted(audience, references));
    bodyLength = writeRecord(body, bodyLength, type, ttl, rdata);
    mark(records - 1);
  }

  /** Writes one record as a body has it; returns the offset behind it. */
  static int writeRecord(byte[] body, int offset, int type, int ttl, byte[] rdata) {
    WireBytes.putShort(body, offset, Node.QUESTION_POINTER);
    WireBytes.putShort(body, offset + 2, type);
    WireBytes.putShort(body, offset + 4, ResourceRecord.CLASS_IN);
    WireBytes.putInt(body, offset + 6, ttl);
    WireBytes.putShort(body, offset + 10, rdata.length);
    System.arraycopy(rdata, 0, body, offset + Node.RECORD_HEADER, rdata.length);
    return offset + Node.RECORD_HEADER + rdata.length;
  }

  /** Whether two records of that type have one target. */
  static boolean sameTarget(int type, RecordDelta a, RecordDelta b) {
    int target = Node.targetOffset(type);
    byte[] one = a.record().rdata();
    byte[] other = b.record().rdata();
    return target >= 0 && Arrays.equals(one, target, one.length, other, target, other.length);
  }

  private void putEntry(int position, int counted) {
    WireBytes.putInt(entries, Node.ENTRY * records, position);
    WireBytes.putInt(entries, Node.ENTRY * records + 4, counted);
    records++;
  }

  /** Sets or clears the mark that the record has the target of the one before it. */
  private void mark(int record) {
    int position = position(record);
    boolean same = record > 0 && sameTarget(position(record - 1), position);
    WireBytes.putInt(entries, Node.ENTRY * record, same ? position | Node.SAME_TARGET : position);
  }

  private int position(int record) {
    return WireBytes.getInt(entries, Node.ENTRY * record) & ~Node.SAME_TARGET;
  }

  private boolean sameTarget(int a, int b) {
    int target = Node.targetOffset(type);
    return target >= 0
        && Arrays.equals(
            body,
            a + Node.RECORD_HEADER + target,
            a + Node.RECORD_HEADER + WireBytes.getShort(body, a + 10),
            body,
            b + Node.RECORD_HEADER + target,
            b + Node.RECORD_HEADER + WireBytes.getShort(body, b + 10));
  }

  /** A writer with room for the old RRset (if there was one) and these changes. */
  static RrsetWriter sized(
      int type, int ttl, byte @Nullable [] node, int rrset, Iterable<RecordDelta> deltas) {
    int records = rrset < 0 || node == null ? 0 : Node.records(node, rrset);
    int bytes = rrset < 0 || node == null ? 0 : Node.bodyLength(node, rrset);
    for (RecordDelta delta : deltas) {
      records++;
      bytes += Node.RECORD_HEADER + delta.record().rdata().length;
    }
    return new RrsetWriter(type, ttl, records, bytes);
  }
}
