package io.herald.dns.record;

import java.util.Arrays;
import java.util.List;

/**
 * Picks single records out of several packings, without copying any. It is used for one list after
 * the other. For one thread.
 */
public final class RecordPicks {

  /** What is kept from one list to the next. */
  private static final int KEPT = 1 << 12;

  private static final byte[] NOTHING = {};

  private byte[][] arrays = {};
  private int[] owners = {};
  private int[] types = {};
  private int size;

  public int size() {
    return size;
  }

  /** Picks a record. */
  public void add(PackedRecords from, int index) {
    if (size == types.length) {
      int room = size < 16 ? 16 : 2 * size;
      arrays = Arrays.copyOf(arrays, room);
      owners = Arrays.copyOf(owners, room);
      types = Arrays.copyOf(types, room);
    }
    arrays[size] = from.bytes(index);
    owners[size] = from.ownerName(index) - 1;
    types[size] = from.typeAt(index);
    size++;
  }

  /** Picks a record that isn't packed yet. */
  public void add(ResourceRecord record) {
    add(PackedRecords.of(List.of(record)), 0);
  }

  /** Forgets all but the first ones. */
  public void cut(int newSize) {
    Arrays.fill(arrays, newSize, size, NOTHING);
    size = newSize;
  }

  /** Those that were picked; begins the next list. */
  public PackedRecords take() {
    if (size == 0) {
      return PackedRecords.NONE;
    }
    PackedRecords taken =
        new PackedRecords(
            Arrays.copyOf(arrays, size),
            Arrays.copyOf(owners, size),
            Arrays.copyOf(types, size),
            size);
    clear();
    return taken;
  }

  /** Forgets all of them. */
  public void clear() {
    if (types.length > KEPT) {
      arrays = new byte[0][];
      owners = new int[0];
      types = new int[0];
      size = 0;
    } else {
      cut(0);
    }
  }
}
