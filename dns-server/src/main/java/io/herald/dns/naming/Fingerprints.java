package io.herald.dns.naming;

import java.util.HashMap;
import java.util.Map;

/**
 * A multiset of 64-bit fingerprints in one array, some twelve bytes for each: to notice that
 * something is there twice without keeping it. Open addressing with linear probing; a removal moves
 * later entries up, so that there are no tombstones (Knuth, vol. 3, §6.4, algorithm R). For one
 * thread.
 */
final class Fingerprints {

  private static final int SMALLEST = 64;

  private long[] table = new long[SMALLEST];
  private int size;

  /** How often those are there that are there more than once. */
  private final Map<Long, Integer> repeated = new HashMap<>();

  /** Puts one in; true if it was there already. */
  boolean add(long fingerprint) {
    long stored = stored(fingerprint);
    int slot = find(stored);
    if (table[slot] == stored) {
      repeated.merge(stored, 2, (count, two) -> count + 1);
      return true;
    }
    table[slot] = stored;
    size++;
    if (size > table.length / 8 * 7) {
      grow();
    }
    return false;
  }

  /** Takes one out that is there. */
  void remove(long fingerprint) {
    long stored = stored(fingerprint);
    Integer count = repeated.get(stored);
    if (count != null) {
      if (count == 2) {
        repeated.remove(stored);
      } else {
        repeated.put(stored, count - 1);
      }
      return;
    }
    int hole = find(stored);
    if (table[hole] != stored) {
      throw new IllegalStateException("a fingerprint is taken out more often than it was put in");
    }
    size--;
    int mask = table.length - 1;
    for (int slot = (hole + 1) & mask; table[slot] != 0; slot = (slot + 1) & mask) {
      int wanted = slot(table[slot]);
      // Whether the entry may move up: its own slot is not between the hole and it.
      if (((slot - wanted) & mask) >= ((slot - hole) & mask)) {
        table[hole] = table[slot];
        hole = slot;
      }
    }
    table[hole] = 0;
  }

  private int find(long stored) {
    int slot = slot(stored);
    while (table[slot] != 0 && table[slot] != stored) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] old = table;
    table = new long[old.length * 2];
    for (long stored : old) {
      if (stored != 0) {
        table[find(stored)] = stored;
      }
    }
  }

  private int slot(long stored) {
    return (int) (stored >>> 32 ^ stored) & (table.length - 1);
  }

  /** Spread over all bits (a finalizer of Stafford's), and never 0, which marks a free slot. */
  private static long stored(long fingerprint) {
    long mixed = (fingerprint ^ (fingerprint >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    mixed ^= mixed >>> 31;
    return mixed == 0 ? 1 : mixed;
  }
}
