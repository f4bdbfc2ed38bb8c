package io.herald.dns.zone;

import java.util.Arrays;

/**
 * Where the nodes of a batch are made, one behind the other, before the zone stores them. It grows,
 * and is used again for the next batch. For one writer.
 */
final class NodeArena {

  /** What is kept from one batch to the next. */
  private static final int KEPT = 1 << 22;

  private static final int SMALLEST = 4096;

  private static final byte[] NOTHING = {};

  byte[] bytes = NOTHING;
  private int end;

  /** Begins a batch; what the one before made is gone. */
  void clear() {
    end = 0;
    if (bytes.length > KEPT) {
      trim();
    }
  }

  /** Forgets everything. */
  void trim() {
    end = 0;
    bytes = NOTHING;
  }

  /** Makes room for a node of that length, all zeros; returns where it begins. */
  int add(int length) {
    int start = end;
    end = Math.addExact(start, length);
    if (end > bytes.length) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(Math.max(end, SMALLEST), doubled));
    }
    Arrays.fill(bytes, start, end, (byte) 0);
    return start;
  }
}
