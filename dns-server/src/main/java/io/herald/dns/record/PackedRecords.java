package io.herald.dns.record;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * Records as bytes: some hundred for each where objects are some two hundred and fifty in four
 * pieces. A list that makes a record when it is asked for it; who needs none reads the bytes.
 * Immutable.
 *
 * <p>A record is in one array: type and rdata, with two bytes of number or length before them;
 * where the type's top bit is set, four bytes of TTL stand between the two. Its owner, in wire form
 * with a byte of length before it, is in the same array; records may share one.
 */
public final class PackedRecords extends AbstractList<ResourceRecord> implements RandomAccess {

  /** No records. */
  public static final PackedRecords NONE = of(List.of());

  static final int WITH_TTL = 0x8000;

  /** Bytes of type and length of rdata. */
  static final int FIXED = 4;

  /** One for each record, or one for all. */
  private final byte[][] arrays;

  /** Where each record's owner is, with the byte of its length. */
  private final int[] owners;

  /** Where each record's type is. */
  private final int[] types;

  private final int size;

  /** None of the arrays may be changed any more, as far as there are records in them. */
  PackedRecords(byte[][] arrays, int[] owners, int[] types, int size) {
    this.arrays = arrays;
    this.owners = owners;
    this.types = types;
    this.size = size;
  }

  /** The same records; themselves if they are packed. */
  public static PackedRecords of(List<ResourceRecord> records) {
    if (records instanceof PackedRecords packed) {
      return packed;
    }
    RecordPacker packer = new RecordPacker();
    packer.reserve(records.size(), 0);
    records.forEach(packer::add);
    return packer.pack();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ResourceRecord get(int index) {
    byte[] bytes = bytes(index);
    int rdata = rdata(index);
    return new ResourceRecord(
        owner(index),
        RecordType.of(type(index)),
        Arrays.copyOfRange(bytes, rdata, rdata + rdataLength(index)),
        ttl(index));
  }

  /** What a record and its owner are in; not to be changed. */
  public byte[] bytes(int index) {
    return arrays.length == 1 ? arrays[0] : arrays[index];
  }

  /** The name that a record is of. */
  public DnsName owner(int index) {
    return DnsName.fromWire(bytes(index), ownerName(index), ownerLength(index));
  }

  /** Where the owner's name begins in {@link #bytes}, in wire form, lower-cased. */
  public int ownerName(int index) {
    return place(owners, index) + 1;
  }

  /** How many bytes that are. */
  public int ownerLength(int index) {
    return bytes(index)[place(owners, index)] & 0xff;
  }

  /** Whether a record has the same owner as the one before it. */
  public boolean hasOwnerOfPrevious(int index) {
    return index > 0
        && ((owners[index] == owners[index - 1] && bytes(index) == bytes(index - 1))
            || Arrays.equals(
                bytes(index),
                owners[index],
                ownerName(index) + ownerLength(index),
                bytes(index - 1),
                owners[index - 1],
                ownerName(index - 1) + ownerLength(index - 1)));
  }

  /** Whether the owner is {@code ancestor} or a name below it. */
  public boolean isAtOrBelow(int index, DnsName ancestor) {
    return ancestor.isAtOrAbove(bytes(index), ownerName(index), ownerLength(index));
  }

  /** The type's number. */
  public int type(int index) {
    return WireBytes.getShort(bytes(index), place(types, index)) & ~WITH_TTL;
  }

  /** Seconds, or {@link ResourceRecord#OF_ZONE}. */
  public int ttl(int index) {
    return hasTtl(index)
        ? WireBytes.getInt(bytes(index), place(types, index) + 2)
        : ResourceRecord.OF_ZONE;
  }

  private boolean hasTtl(int index) {
    return (WireBytes.getShort(bytes(index), place(types, index)) & WITH_TTL) != 0;
  }

  /** Where the rdata begin in {@link #bytes}. */
  public int rdata(int index) {
    return place(types, index) + FIXED + (hasTtl(index) ? 4 : 0);
  }

  /** How many bytes the rdata are. */
  public int rdataLength(int index) {
    return WireBytes.getShort(bytes(index), rdata(index) - 2);
  }

  /** Where the record's type is in {@link #bytes}. */
  int typeAt(int index) {
    return place(types, index);
  }

  private int place(int[] places, int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("record " + index + " of " + size);
    }
    return places[index];
  }

  /** How many bytes {@link #write} takes. */
  public int writtenLength() {
    int length = 0;
    for (int i = 0; i < size; i++) {
      length += 1 + (hasOwnerOfPrevious(i) ? 0 : ownerLength(i)) + end(i) - types[i];
    }
    return length;
  }

  /**
   * Writes the records one behind the other, as they are kept: each with its owner before it, or
   * with a length of 0, if that is the owner of the one before.
   */
  public void write(byte[] target, int from) {
    int at = from;
    for (int i = 0; i < size; i++) {
      byte[] bytes = bytes(i);
      int name = hasOwnerOfPrevious(i) ? 0 : ownerLength(i);
      target[at] = (byte) name;
      System.arraycopy(bytes, ownerName(i), target, at + 1, name);
      at += 1 + name;
      int length = end(i) - types[i];
      System.arraycopy(bytes, types[i], target, at, length);
      at += length;
    }
  }

  /** What {@link #write} wrote between two offsets, so many records; copied. */
  public static PackedRecords read(byte[] source, int from, int to, int count) {
    byte[] bytes = Arrays.copyOfRange(source, from, to);
    int[] owners = new int[count];
    int[] types = new int[count];
    PackedRecords records = new PackedRecords(new byte[][] {bytes}, owners, types, count);
    int at = 0;
    for (int i = 0; i < count; i++) {
      owners[i] = bytes[at] == 0 ? owners[i - 1] : at;
      types[i] = at + 1 + (bytes[at] & 0xff);
      at = records.end(i);
    }
    return records;
  }

  private int end(int index) {
    return rdata(index) + rdataLength(index);
  }
}
