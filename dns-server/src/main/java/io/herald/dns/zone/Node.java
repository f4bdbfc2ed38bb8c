package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * How one owner name lies in one immutable {@code byte[]}: a <em>node</em>. No object for a record,
 * none for an RRset: 1.6 million records are some hundred thousand arrays. Readers get a whole node
 * or its successor, never a mixture; the garbage collector frees the old one.
 *
 * <pre>
 *  0  u8   length of the owner name with its closing zero
 *  1  u8   number of RRsets
 *  2  u8   marks: {@link #ALIAS}, {@link #OWN_TTL}
 *  3  u8   0
 *  4  i32  number of child nodes; an empty non-terminal has these alone
 *  8       owner name, lower-cased, zero-padded to a multiple of 8
 *          for each RRset, by type: u16 type, u16 0, i32 records, i32 offset of its entries, i32
 *          length of its body
 *          for each RRset: its entries, then its body
 * entry    i32 position in the body (top bit: {@link #SAME_TARGET}), i32 reference count
 * body     the RRset as an answer section carries it, one record behind the other: owner as a
 *          pointer to the question, type, class, TTL, length, rdata
 * </pre>
 *
 * Records of an RRset are sorted by {@link #compareRdata}: a record is found by bisection, and SRV
 * records with one target are neighbours, so the additional section needs no search for duplicates.
 */
public final class Node {

  /** An owner as a compression pointer to the question's name (RFC 1035 §4.1.4). */
  public static final int QUESTION_POINTER = 0xC00C;

  /** Bytes of a prepared record before its rdata: owner, type, class, TTL, length. */
  public static final int RECORD_HEADER = 12;

  /** Bytes of an SRV record's rdata before its target (RFC 2782). */
  static final int SRV_FIXED = 6;

  /**
   * Type of the TTLs that contributions ask for at this name, kept as records are and never shown:
   * the least of them is the TTL of all that is shown. No type that records have (RFC 6895 §3.1).
   */
  static final int TTL_WISH = 0xffff;

  /** In {@link #MARKS}: there is a CNAME record, and nothing beside it is shown. */
  static final int ALIAS = 1;

  /** In {@link #MARKS}: a TTL other than the zone's is asked for. */
  static final int OWN_TTL = 2;

  static final int MARKS = 2;
  static final int CHILDREN = 4;
  static final int NAME = 8;
  static final int DIRECTORY_ENTRY = 16;
  static final int ENTRY = 8;
  static final int SAME_TARGET = 0x8000_0000;

  private Node() {}

  public static int nameLength(byte[] node) {
    return node[0] & 0xff;
  }

  public static int rrsets(byte[] node) {
    return node[1] & 0xff;
  }

  static int children(byte[] node) {
    return WireBytes.getInt(node, CHILDREN);
  }

  public static int directory(int nameLength) {
    return NAME + ((nameLength + 7) & ~7);
  }

  static DnsName owner(byte[] node) {
    return DnsName.fromWire(node, NAME, nameLength(node));
  }

  static boolean isNamed(byte[] node, LookupKey key) {
    if (nameLength(node) != key.length) {
      return false;
    }
    for (int i = 0; i < key.length; i += 8) {
      if ((long) LookupKey.WORDS.get(node, NAME + i) != (long) LookupKey.WORDS.get(key.name, i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the name is another's alias (RFC 1034 §3.6.2). */
  public static boolean isAlias(byte[] node) {
    return (node[MARKS] & ALIAS) != 0;
  }

  /**
   * Whether all of it is as it lies there: neither hidden by an alias, nor with a TTL of its own.
   */
  public static boolean isPlain(byte[] node) {
    return node[MARKS] == 0;
  }

  /** Whether records of that type, if there are any, are shown. */
  static boolean isShown(byte[] node, int type) {
    return type != TTL_WISH && (!isAlias(node) || type == RecordType.CNAME.number());
  }

  /**
   * Offset of the RRset's line in the directory, or -1 if the node shows none of that type: beside
   * an alias there is nothing.
   */
  public static int rrset(byte[] node, int type) {
    return isPlain(node) || isShown(node, type) ? line(node, type) : -1;
  }

  /** The same for every type that the node keeps. */
  static int line(byte[] node, int type) {
    int line = directory(nameLength(node));
    for (int left = rrsets(node); left > 0; left--, line += DIRECTORY_ENTRY) {
      if (type(node, line) == type) {
        return line;
      }
    }
    return -1;
  }

  /** The first RRset that the node shows or keeps, or -1 if it has none. */
  public static int firstRrset(byte[] node) {
    return rrsets(node) == 0 ? -1 : directory(nameLength(node));
  }

  public static int type(byte[] node, int rrset) {
    return WireBytes.getShort(node, rrset);
  }

  public static int records(byte[] node, int rrset) {
    return WireBytes.getInt(node, rrset + 4);
  }

  static int entries(byte[] node, int rrset) {
    return WireBytes.getInt(node, rrset + 8);
  }

  public static int body(byte[] node, int rrset) {
    return entries(node, rrset) + ENTRY * records(node, rrset);
  }

  public static int bodyLength(byte[] node, int rrset) {
    return WireBytes.getInt(node, rrset + 12);
  }

  /** Bytes of the prepared record that stands at {@code offset}, here or in a message. */
  public static int recordLength(byte[] bytes, int offset) {
    return RECORD_HEADER + WireBytes.getShort(bytes, offset + RECORD_HEADER - 2);
  }

  /** Where the record begins, from the start of its RRset's body. */
  public static int position(byte[] node, int rrset, int record) {
    return WireBytes.getInt(node, entries(node, rrset) + ENTRY * record) & ~SAME_TARGET;
  }

  /** Whether the record before this one has the same target. */
  public static boolean hasTargetOfPrevious(byte[] node, int rrset, int record) {
    return WireBytes.getInt(node, entries(node, rrset) + ENTRY * record) < 0;
  }

  static int references(byte[] node, int rrset, int record) {
    return WireBytes.getInt(node, entries(node, rrset) + ENTRY * record + 4);
  }

  /** Offset of the target's name within the rdata, or -1 if records of that type have none. */
  public static int targetOffset(int type) {
    if (type == RecordType.SRV.number()) {
      return SRV_FIXED;
    }
    return type == RecordType.NS.number() ? 0 : -1;
  }

  /** Order of records within an RRset: by target, then by what stands before it. */
  static int compareRdata(
      int type, byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
    int fixed = Math.max(0, targetOffset(type));
    if (aLength < fixed || bLength < fixed) {
      return Integer.compare(aLength, bLength);
    }
    int targets =
        Arrays.compareUnsigned(
            a, aOffset + fixed, aOffset + aLength, b, bOffset + fixed, bOffset + bLength);
    return targets != 0 || fixed == 0
        ? targets
        : Arrays.compareUnsigned(a, aOffset, aOffset + fixed, b, bOffset, bOffset + fixed);
  }

  /** Index of the record with that rdata, or {@code -(index where it belongs) - 1}. */
  static int find(byte[] node, int rrset, byte[] rdata, int from) {
    int type = type(node, rrset);
    int body = body(node, rrset);
    int low = from;
    int high = records(node, rrset) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int record = body + position(node, rrset, middle);
      int order =
          compareRdata(
              type,
              node,
              record + RECORD_HEADER,
              WireBytes.getShort(node, record + RECORD_HEADER - 2),
              rdata,
              0,
              rdata.length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /** Gives every record that is shown. */
  static void forEachRecord(byte[] node, Consumer<ResourceRecord> consumer) {
    if (rrsets(node) == 0) {
      return;
    }
    DnsName owner = owner(node);
    boolean ownTtl = (node[MARKS] & OWN_TTL) != 0;
    int line = directory(nameLength(node));
    for (int left = rrsets(node); left > 0; left--, line += DIRECTORY_ENTRY) {
      if (!isPlain(node) && !isShown(node, type(node, line))) {
        continue;
      }
      RecordType type = RecordType.of(type(node, line));
      int body = body(node, line);
      for (int i = 0; i < records(node, line); i++) {
        int rdata = body + position(node, line, i) + RECORD_HEADER;
        int length = WireBytes.getShort(node, rdata - 2);
        consumer.accept(
            new ResourceRecord(
                owner,
                type,
                Arrays.copyOfRange(node, rdata, rdata + length),
                ownTtl ? WireBytes.getInt(node, rdata - 6) : ResourceRecord.OF_ZONE));
      }
    }
  }
}
