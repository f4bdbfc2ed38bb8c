package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.WireBytes;
import io.herald.dns.zone.slab.Slabs;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * How one owner name lies in bytes that never change: a <em>node</em>. No object for a record, for
 * an RRset or for a name: nodes are blocks of {@link Slabs}. Readers get a whole node or its
 * successor, never a mixture.
 *
 * <p>This object is where a reader or the writer looks at nodes, one after the other: {@link
 * NodeStore#find} sets it to one. Offsets that it gives and takes are those in {@link #bytes}.
 *
 * <pre>
 *  0  u8   length of the owner name with its closing zero
 *  1  u8   number of RRsets
 *  2  u8   marks: {@link #ALIAS}, {@link #OWN_TTL}, {@link #AUDIENCES}
 *  3  u8   the audience of all that is kept, or {@link #SEVERAL}
 *  4  i32  number of child nodes; an empty non-terminal has these alone
 *  8       owner name, lower-cased, zero-padded to a multiple of 8
 *          for each RRset, by type: u16 type, u16 0, i32 records, i32 offset of its entries from
 *          the node's start, i32 length of its body
 *          for each RRset: its entries, then its body
 * entry    i32 position in the body (top bit: {@link #SAME_TARGET}), u8 audience, u24 reference
 *          count
 * body     the RRset as an answer section carries it, one record behind the other: owner as a
 *          pointer to the question, type, class, TTL, length, rdata
 * </pre>
 *
 * Records of an RRset are sorted by {@link #compareRdata}: a record is found by bisection, and SRV
 * records with one target are neighbours, so the additional section needs no search for duplicates.
 *
 * <p>A record that contributions for different audiences hold is there once for each, one behind
 * the other. Where a node keeps things for {@link #SEVERAL} audiences, {@link AudienceFilter} says
 * which of them a reader may see; in all other nodes that is all or nothing.
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

  /**
   * Type of the child nodes that have, or have below them, something for an audience; kept as
   * records are, and never shown. There are such only where a zone is limited to audiences.
   */
  static final int CHILD = 0xfffe;

  /** The audience of a node that keeps things for more than one. */
  public static final int SEVERAL = 255;

  /** In {@link #MARKS}: there is a CNAME record, and nothing beside it is shown. */
  static final int ALIAS = 1;

  /** In {@link #MARKS}: a TTL other than the zone's is asked for. */
  static final int OWN_TTL = 2;

  /** In {@link #MARKS}: there is something for several audiences, or {@link #CHILD} is kept. */
  static final int AUDIENCES = 4;

  static final int MARKS = 2;
  static final int AUDIENCE = 3;
  static final int CHILDREN = 4;
  static final int NAME = 8;
  static final int DIRECTORY_ENTRY = 16;
  static final int ENTRY = 8;
  static final int SAME_TARGET = 0x8000_0000;

  private static final int AUDIENCE_SHIFT = 24;
  private static final int MOST_REFERENCES = (1 << AUDIENCE_SHIFT) - 1;

  private static final byte[] NOTHING = {};

  /** What the node is in, among others; not to be changed. */
  public byte[] bytes = NOTHING;

  private int start;

  /** A place to look at nodes; at none. */
  public Node() {}

  /** Looks at the node that begins there. */
  Node at(byte[] block, int offset) {
    // A store of a reference isn't free: most nodes are in few arrays.
    if (bytes != block) {
      bytes = block;
    }
    start = offset;
    return this;
  }

  /** Looks at what another one looks at. */
  public void set(Node other) {
    at(other.bytes, other.start);
  }

  /** Whether both look at the same bytes of the same array. */
  public boolean isAt(Node other) {
    return bytes == other.bytes && start == other.start;
  }

  /** Whether both nodes are the same, byte for byte. */
  boolean isSame(Node other) {
    return Arrays.equals(
        bytes, start, start + length(), other.bytes, other.start, other.start + other.length());
  }

  /** Makes the owner's name ready for look-up. */
  void nameTo(LookupKey key) {
    key.set(bytes, start + NAME, nameLength());
  }

  /** Where the node begins. */
  int start() {
    return start;
  }

  /** Length of the node. */
  int length() {
    int left = rrsets();
    int line = lines() + DIRECTORY_ENTRY * (left - 1);
    return (left == 0 ? lines() : body(line) + bodyLength(line)) - start;
  }

  public int nameLength() {
    return bytes[start] & 0xff;
  }

  public int rrsets() {
    return bytes[start + 1] & 0xff;
  }

  int children() {
    return WireBytes.getInt(bytes, start + CHILDREN);
  }

  /** Offset of the directory. */
  int lines() {
    return start + directory(nameLength());
  }

  public static int directory(int nameLength) {
    return NAME + ((nameLength + 7) & ~7);
  }

  /** The audience of all that the node keeps and that is below it, or {@link #SEVERAL}. */
  public int audience() {
    return bytes[start + AUDIENCE] & 0xff;
  }

  /** The audiences of all that the node keeps, and of all below it. */
  BitSet audiences() {
    BitSet audiences = new BitSet();
    if (audience() != SEVERAL) {
      audiences.set(audience());
    } else {
      int line = lines();
      for (int left = rrsets(); left > 0; left--, line += DIRECTORY_ENTRY) {
        for (int i = 0; i < records(line); i++) {
          audiences.set(audience(line, i));
        }
      }
    }
    return audiences;
  }

  DnsName owner() {
    return DnsName.fromWire(bytes, start + NAME, nameLength());
  }

  /** Whether the node that begins there has that owner name. */
  static boolean isNamed(byte[] block, int offset, LookupKey key) {
    if ((block[offset] & 0xff) != key.length) {
      return false;
    }
    for (int i = 0; i < key.length; i += 8) {
      if ((long) LookupKey.WORDS.get(block, offset + NAME + i)
          != (long) LookupKey.WORDS.get(key.name, i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the name is another's alias (RFC 1034 §3.6.2). */
  public boolean isAlias() {
    return (bytes[start + MARKS] & ALIAS) != 0;
  }

  /** Whether a TTL other than the zone's is asked for at the name. */
  boolean hasOwnTtl() {
    return (bytes[start + MARKS] & OWN_TTL) != 0;
  }

  /**
   * Whether all of it is as it lies there: neither hidden by an alias, nor with a TTL of its own,
   * nor kept for several audiences.
   */
  public boolean isPlain() {
    return bytes[start + MARKS] == 0;
  }

  /** Whether records of that type, if there are any, are shown. */
  boolean isShown(int type) {
    return type < CHILD && (!isAlias() || type == RecordType.CNAME.number());
  }

  /**
   * Offset of the RRset's line in the directory, or -1 if the node shows none of that type: beside
   * an alias there is nothing.
   */
  public int rrset(int type) {
    return isPlain() || isShown(type) ? line(type) : -1;
  }

  /** The same for every type that the node keeps. */
  int line(int type) {
    int line = lines();
    for (int left = rrsets(); left > 0; left--, line += DIRECTORY_ENTRY) {
      if (type(line) == type) {
        return line;
      }
    }
    return -1;
  }

  /** The first RRset that the node shows or keeps, or -1 if it has none. */
  public int firstRrset() {
    int first = lines();
    return rrsets() == 0 || type(first) >= CHILD ? -1 : first;
  }

  public int type(int rrset) {
    return WireBytes.getShort(bytes, rrset);
  }

  public int records(int rrset) {
    return WireBytes.getInt(bytes, rrset + 4);
  }

  int entries(int rrset) {
    return start + WireBytes.getInt(bytes, rrset + 8);
  }

  public int body(int rrset) {
    return entries(rrset) + ENTRY * records(rrset);
  }

  public int bodyLength(int rrset) {
    return WireBytes.getInt(bytes, rrset + 12);
  }

  /** Bytes of the prepared record that stands at {@code offset}, here or in a message. */
  public static int recordLength(byte[] bytes, int offset) {
    return RECORD_HEADER + WireBytes.getShort(bytes, offset + RECORD_HEADER - 2);
  }

  /** Where the record begins, from the start of its RRset's body. */
  public int position(int rrset, int record) {
    return WireBytes.getInt(bytes, entries(rrset) + ENTRY * record) & ~SAME_TARGET;
  }

  /** Whether the record before this one has the same target. */
  public boolean hasTargetOfPrevious(int rrset, int record) {
    return WireBytes.getInt(bytes, entries(rrset) + ENTRY * record) < 0;
  }

  int references(int rrset, int record) {
    return WireBytes.getInt(bytes, entries(rrset) + ENTRY * record + 4) & MOST_REFERENCES;
  }

  int audience(int rrset, int record) {
    return WireBytes.getInt(bytes, entries(rrset) + ENTRY * record + 4) >>> AUDIENCE_SHIFT;
  }

  /** Audience and reference count as an entry has them. */
  static int counted(int audience, int references) {
    if (references > MOST_REFERENCES) {
      throw new IllegalArgumentException(
          "a record is in more than " + MOST_REFERENCES + " contributions; nothing was changed");
    }
    return audience << AUDIENCE_SHIFT | references;
  }

  /** Whether the record is the one before it, for another audience. */
  boolean isRepeated(int rrset, int record) {
    if (record == 0) {
      return false;
    }
    int body = body(rrset);
    int before = body + position(rrset, record - 1);
    int at = body + position(rrset, record);
    return Arrays.equals(
        bytes,
        before + RECORD_HEADER - 2,
        before + recordLength(bytes, before),
        bytes,
        at + RECORD_HEADER - 2,
        at + recordLength(bytes, at));
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

  /**
   * Index of the record with a delta's rdata and audience, or {@code -(index where it belongs) -
   * 1}.
   */
  int find(int rrset, RecordDelta delta, int from) {
    int type = type(rrset);
    int body = body(rrset);
    int low = from;
    int high = records(rrset) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int record = body + position(rrset, middle);
      int order =
          compareRdata(
              type,
              bytes,
              record + RECORD_HEADER,
              WireBytes.getShort(bytes, record + RECORD_HEADER - 2),
              delta.bytes(),
              delta.rdata(),
              delta.rdataLength());
      if (order == 0) {
        order = Integer.compare(audience(rrset, middle), delta.audience());
      }
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

  /** Gives every record that is shown to anyone, once. */
  void forEachRecord(Consumer<ResourceRecord> consumer) {
    if (rrsets() == 0) {
      return;
    }
    DnsName owner = owner();
    boolean ownTtl = hasOwnTtl();
    boolean several = audience() == SEVERAL;
    int line = lines();
    for (int left = rrsets(); left > 0; left--, line += DIRECTORY_ENTRY) {
      if (!isPlain() && !isShown(type(line))) {
        continue;
      }
      RecordType type = RecordType.of(type(line));
      int body = body(line);
      for (int i = 0; i < records(line); i++) {
        if (several && isRepeated(line, i)) {
          continue;
        }
        int rdata = body + position(line, i) + RECORD_HEADER;
        int length = WireBytes.getShort(bytes, rdata - 2);
        consumer.accept(
            new ResourceRecord(
                owner,
                type,
                Arrays.copyOfRange(bytes, rdata, rdata + length),
                ownTtl ? WireBytes.getInt(bytes, rdata - 6) : ResourceRecord.OF_ZONE));
      }
    }
  }
}
