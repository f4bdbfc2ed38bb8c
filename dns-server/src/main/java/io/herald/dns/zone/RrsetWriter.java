package io.herald.dns.zone;

import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the next version of one RRset: what stays is copied in runs, what changes is found by
 * bisection. For one writer, one RRset after the other; what it made is there until the next one
 * begins.
 */
final class RrsetWriter {

  private static final byte[] NOTHING = {};

  private int type;
  private int ttl;
  private int records;
  private byte[] entries = NOTHING;
  private byte[] body = NOTHING;
  private int bodyLength;

  /** Begins an empty RRset with room for that much. */
  void begin(int type, int ttl, int mostRecords, int mostBytes) {
    this.type = type;
    this.ttl = ttl;
    records = 0;
    bodyLength = 0;
    entries = withRoom(entries, Math.multiplyExact(Node.ENTRY, mostRecords));
    body = withRoom(body, mostBytes);
  }

  private static byte[] withRoom(byte[] array, int length) {
    return array.length >= length ? array : new byte[Math.max(length, 2 * array.length)];
  }

  /** Begins one with room for the old RRset of that line and these changes. */
  void begin(int type, int ttl, Node old, int line, List<RecordDelta> deltas, int from, int to) {
    begin(type, ttl, old.records(line), old.bodyLength(line), deltas, from, to);
  }

  /** Begins one with room for these records to come. */
  void begin(int type, int ttl, List<RecordDelta> deltas, int from, int to) {
    begin(type, ttl, 0, 0, deltas, from, to);
  }

  private void begin(
      int type, int ttl, int records, int bytes, List<RecordDelta> deltas, int from, int to) {
    int mostBytes = bytes;
    for (int i = from; i < to; i++) {
      mostBytes = Math.addExact(mostBytes, Node.RECORD_HEADER + deltas.get(i).rdataLength());
    }
    begin(type, ttl, records + to - from, mostBytes);
  }

  int type() {
    return type;
  }

  int records() {
    return records;
  }

  int bodyLength() {
    return bodyLength;
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
  void copyRun(Node node, int rrset, int from, int to) {
    if (from >= to) {
      return;
    }
    int start = node.position(rrset, from);
    int end = to == node.records(rrset) ? node.bodyLength(rrset) : node.position(rrset, to);
    int shift = bodyLength - start;
    System.arraycopy(node.bytes, node.body(rrset) + start, body, bodyLength, end - start);
    int first = records;
    int source = node.entries(rrset) + Node.ENTRY * from;
    for (int i = from; i < to; i++, source += Node.ENTRY) {
      // The position moves by the shift; the mark in its top bit stays.
      putEntry(
          WireBytes.getInt(node.bytes, source) + shift, WireBytes.getInt(node.bytes, source + 4));
    }
    bodyLength += end - start;
    mark(first);
  }

  /** Appends a delta's record; {@code references} is at least 1. */
  void append(RecordDelta delta, int references) {
    putEntry(bodyLength, Node.counted(delta.audience(), references));
    bodyLength = writeRecord(body, bodyLength, ttl, delta);
    mark(records - 1);
  }

  /** Writes a delta's record as a body has it; returns the offset behind it. */
  static int writeRecord(byte[] body, int offset, int ttl, RecordDelta delta) {
    return writeRecord(
        body, offset, delta.type(), ttl, delta.bytes(), delta.rdata(), delta.rdataLength());
  }

  private static int writeRecord(
      byte[] body, int offset, int type, int ttl, byte[] bytes, int rdata, int length) {
    WireBytes.putShort(body, offset, Node.QUESTION_POINTER);
    WireBytes.putShort(body, offset + 2, type);
    WireBytes.putShort(body, offset + 4, ResourceRecord.CLASS_IN);
    WireBytes.putInt(body, offset + 6, ttl);
    WireBytes.putShort(body, offset + 10, length);
    System.arraycopy(bytes, rdata, body, offset + Node.RECORD_HEADER, length);
    return offset + Node.RECORD_HEADER + length;
  }

  /** One record as a body has it. */
  static byte[] prepared(ResourceRecord record, int ttl) {
    byte[] rdata = record.rdata();
    byte[] prepared = new byte[Node.RECORD_HEADER + rdata.length];
    writeRecord(prepared, 0, record.type().number(), ttl, rdata, 0, rdata.length);
    return prepared;
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
}
