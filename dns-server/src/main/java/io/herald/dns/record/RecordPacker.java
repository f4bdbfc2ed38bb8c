package io.herald.dns.record;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * Packs records one after the other, without an object for any of them. A name is packed once, and
 * known by its place then, as the owner of records and as their target. For one thread, and one
 * {@link #pack}.
 */
public final class RecordPacker {

  /** The place of no name. */
  public static final int NONE = -1;

  /** Up to this many records a scan for an equal one is faster than hashing. */
  private static final int FEW = 32;

  /** Bytes of the longest rdata (RFC 1035 §3.2.1). */
  private static final int MOST_RDATA = 65_535;

  private static final int SRV_FIXED = 6;
  private static final int LEAST_RECORDS = 4;
  private static final int RECORD_BYTES = 64;

  private byte[] bytes = {};
  private int end;
  private int[] owners = {};
  private int[] types = {};
  private int size;

  /** By hash, one more than a record's index, once they are too many to scan. */
  private int[] known = {};

  /**
   * Makes room for that many records more, and bytes; there may be more of either.
   *
   * @param room in bytes; 0 if it isn't known
   */
  public void reserve(int records, int room) {
    if (owners.length < size + records) {
      owners = Arrays.copyOf(owners, size + records);
      types = Arrays.copyOf(types, size + records);
    }
    int wanted = end + (room == 0 ? records * RECORD_BYTES : room);
    if (bytes.length < wanted) {
      bytes = Arrays.copyOf(bytes, wanted);
    }
  }

  private void room(int more) {
    int needed = Math.addExact(end, more);
    if (needed > bytes.length) {
      int grown = (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length + bytes.length / 2L);
      bytes = Arrays.copyOf(bytes, Math.max(needed, grown));
    }
  }

  /** How many records there are. */
  public int size() {
    return size;
  }

  /** The place of that name. */
  public int name(DnsName name) {
    room(1 + name.length());
    int place = end;
    bytes[end] = (byte) name.length();
    end = name.writeTo(bytes, end + 1);
    return place;
  }

  /**
   * The place of the name {@code relative} below that of {@code parent}, which is below no other.
   *
   * @param relative labels joined by dots, no closing dot
   * @return {@link #NONE} if a label is empty or too long, the name is too long, or a character
   *     isn't ASCII
   */
  public int name(CharSequence relative, int parent) {
    int ofParent = length(parent);
    int length = relative.length() + 1 + ofParent;
    if (length > DnsName.MAX_LENGTH) {
      return NONE;
    }
    room(1 + length);
    if (!DnsName.writeLabels(relative, bytes, end + 1)) {
      return NONE;
    }
    int place = end;
    bytes[place] = (byte) length;
    end = place + 1 + length;
    System.arraycopy(bytes, parent + 1, bytes, end - ofParent, ofParent);
    return place;
  }

  /** Bytes of the name there, in wire form. */
  public int length(int name) {
    return bytes[name] & 0xff;
  }

  /** The name there. */
  public DnsName nameAt(int name) {
    return DnsName.fromWire(bytes, name + 1, length(name));
  }

  /** The labels of a name that are before those of {@code parent}, which it is below. */
  public String relative(int name, int parent) {
    StringBuilder text = new StringBuilder();
    int end = name + 1 + length(name) - length(parent);
    for (int label = name + 1; label < end; label += bytes[label] + 1) {
      if (label > name + 1) {
        text.append('.');
      }
      for (int i = label + 1; i <= label + bytes[label]; i++) {
        text.append((char) bytes[i]);
      }
    }
    return text.toString();
  }

  /** Adds an A or AAAA record, unless there is an equal one. */
  public void address(int owner, InetAddress address) {
    byte[] rdata = address.getAddress();
    RecordType type = rdata.length == 4 ? RecordType.A : RecordType.AAAA;
    int at = begin(type.number(), ResourceRecord.OF_ZONE, rdata.length);
    System.arraycopy(rdata, 0, bytes, at, rdata.length);
    addOnce(owner);
  }

  /** Adds an SRV record (RFC 2782), unless there is an equal one; each number 0 to 65535. */
  public void srv(int owner, int priority, int weight, int port, int target) {
    int length = length(target);
    int at = begin(RecordType.SRV.number(), ResourceRecord.OF_ZONE, SRV_FIXED + length);
    WireBytes.putShort(bytes, at, priority);
    WireBytes.putShort(bytes, at + 2, weight);
    WireBytes.putShort(bytes, at + 4, port);
    System.arraycopy(bytes, target + 1, bytes, at + SRV_FIXED, length);
    addOnce(owner);
  }

  /** Adds a record, be there an equal one or not. */
  void add(ResourceRecord record) {
    int owner = size == 0 ? NONE : owners[size - 1];
    if (owner == NONE || !record.owner().equals(nameAt(owner))) {
      owner = name(record.owner());
    }
    byte[] rdata = record.rdata();
    if (rdata.length > MOST_RDATA) {
      throw new IllegalArgumentException(
          "the rdata of the "
              + record.type()
              + " record of "
              + record.owner()
              + " has "
              + rdata.length
              + " bytes; 65535 is the limit");
    }
    int at = begin(record.type().number(), record.ttl(), rdata.length);
    System.arraycopy(rdata, 0, bytes, at, rdata.length);
    keep(owner);
  }

  /** Writes what stands before the rdata, and makes room for these; returns where they begin. */
  private int begin(int type, int ttl, int rdataLength) {
    boolean ofZone = ttl == ResourceRecord.OF_ZONE;
    room(PackedRecords.FIXED + 4 + rdataLength);
    if (size == types.length) {
      reserve(Math.max(LEAST_RECORDS, size / 2), 1);
    }
    int at = end;
    types[size] = at;
    WireBytes.putShort(bytes, at, ofZone ? type : type | PackedRecords.WITH_TTL);
    at += 2;
    if (!ofZone) {
      WireBytes.putInt(bytes, at, ttl);
      at += 4;
    }
    WireBytes.putShort(bytes, at, rdataLength);
    end = at + 2 + rdataLength;
    return at + 2;
  }

  private void keep(int owner) {
    owners[size++] = owner;
  }

  /** Keeps the record that was begun last, unless there is one like it. */
  private void addOnce(int owner) {
    boolean again = size < FEW ? isScanned(owner) : isKnown(owner);
    if (again) {
      end = types[size];
    } else {
      keep(owner);
    }
  }

  private boolean isScanned(int owner) {
    for (int i = 0; i < size; i++) {
      if (isLast(i, owner)) {
        return true;
      }
    }
    return false;
  }

  private boolean isKnown(int owner) {
    if (2 * size >= known.length) {
      known = new int[Integer.highestOneBit(size) * 8];
      for (int i = 0; i < size; i++) {
        known[freeSlot(i)] = i + 1;
      }
    }
    int slot = slot(types[size], end);
    for (; known[slot] != 0; slot = slot + 1 & known.length - 1) {
      if (isLast(known[slot] - 1, owner)) {
        return true;
      }
    }
    known[slot] = size + 1;
    return false;
  }

  private int freeSlot(int record) {
    int slot = slot(types[record], endOf(record));
    while (known[slot] != 0) {
      slot = slot + 1 & known.length - 1;
    }
    return slot;
  }

  private int slot(int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return (hash ^ hash >>> 15) & known.length - 1;
  }

  /** Of records that have no TTL of their own, as all that are added once. */
  private int endOf(int record) {
    int length = types[record] + 2;
    return length + 2 + WireBytes.getShort(bytes, length);
  }

  /** Whether that record is the one begun last, with that owner. */
  private boolean isLast(int record, int owner) {
    int last = types[size];
    return Arrays.equals(bytes, types[record], endOf(record), bytes, last, end)
        && (owners[record] == owner
            || Arrays.equals(
                bytes,
                owners[record],
                owners[record] + 1 + length(owners[record]),
                bytes,
                owner,
                owner + 1 + length(owner)));
  }

  /** The records; this is not to be used any more. */
  public PackedRecords pack() {
    return new PackedRecords(new byte[][] {bytes}, owners, types, size);
  }
}
