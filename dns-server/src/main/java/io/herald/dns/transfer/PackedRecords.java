package io.herald.dns.transfer;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Records as the bytes of one array: what is kept for long and looked at seldom is a fifth as large
 * so, and one object for the collector. Immutable.
 *
 * <p>Each record is its owner in wire form (a length of 0: the one before), type and rdata, both
 * with two bytes of length or number before them; where the type's top bit is set, four bytes of
 * TTL stand between the two.
 */
final class PackedRecords {

  private static final int WITH_TTL = 0x8000;

  private final byte[] bytes;
  private final int count;

  private PackedRecords(byte[] bytes, int count) {
    this.bytes = bytes;
    this.count = count;
  }

  static PackedRecords of(List<ResourceRecord> records) {
    byte[] bytes = new byte[length(records)];
    write(records, bytes, 0);
    return new PackedRecords(bytes, records.size());
  }

  /** What {@link #write} wrote, so many records between two offsets; copied. */
  static PackedRecords copyOf(byte[] bytes, int from, int to, int count) {
    return new PackedRecords(Arrays.copyOfRange(bytes, from, to), count);
  }

  /** How many bytes the records take. */
  static int length(List<ResourceRecord> records) {
    int length = 0;
    DnsName owner = DnsName.ROOT;
    for (ResourceRecord record : records) {
      length +=
          5
              + (record.ttl() == ResourceRecord.OF_ZONE ? 0 : 4)
              + record.rdata().length
              + (record.owner().equals(owner) ? 0 : record.owner().length());
      owner = record.owner();
    }
    return length;
  }

  /** Writes the records into {@code bytes} from {@code at} on. */
  static void write(List<ResourceRecord> records, byte[] bytes, int at) {
    DnsName owner = DnsName.ROOT;
    for (ResourceRecord record : records) {
      if (record.owner().equals(owner)) {
        bytes[at++] = 0;
      } else {
        owner = record.owner();
        bytes[at] = (byte) owner.length();
        at = owner.writeTo(bytes, at + 1);
      }
      if (record.ttl() == ResourceRecord.OF_ZONE) {
        at = putShort(bytes, at, record.type().number());
      } else {
        at = putShort(bytes, at, record.type().number() | WITH_TTL);
        at = putShort(bytes, at, record.ttl() >>> 16);
        at = putShort(bytes, at, record.ttl());
      }
      at = putShort(bytes, at, record.rdata().length);
      System.arraycopy(record.rdata(), 0, bytes, at, record.rdata().length);
      at += record.rdata().length;
    }
  }

  private static int putShort(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
    return at + 2;
  }

  int count() {
    return count;
  }

  /** The records in their order, made while they are read. */
  Stream<ResourceRecord> stream() {
    return StreamSupport.stream(
        Spliterators.spliterator(new Unpacking(), count, Spliterator.ORDERED), false);
  }

  private final class Unpacking implements Iterator<ResourceRecord> {
    private int at;
    private DnsName owner = DnsName.ROOT;

    @Override
    public boolean hasNext() {
      return at < bytes.length;
    }

    @Override
    public ResourceRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int length = bytes[at++] & 0xff;
      if (length > 0) {
        owner = DnsName.fromWire(bytes, at, length);
        at += length;
      }
      int type = nextShort();
      int ttl = (type & WITH_TTL) == 0 ? ResourceRecord.OF_ZONE : nextShort() << 16 | nextShort();
      int rdata = nextShort();
      at += rdata;
      return new ResourceRecord(
          owner, RecordType.of(type & ~WITH_TTL), Arrays.copyOfRange(bytes, at - rdata, at), ttl);
    }

    private int nextShort() {
      at += 2;
      return (bytes[at - 2] & 0xff) << 8 | (bytes[at - 1] & 0xff);
    }
  }
}
