package io.herald.dns.zone.slab;

/** Addresses, first in, first out; a ring of numbers that grows. For one thread. */
final class AddressQueue {

  private static final int SMALLEST = 64;

  private int[] ring = new int[SMALLEST];
  private int first;
  private int size;

  int size() {
    return size;
  }

  void add(int address) {
    if (size == ring.length) {
      int[] larger = new int[2 * size];
      System.arraycopy(ring, first, larger, 0, size - first);
      System.arraycopy(ring, 0, larger, size - first, first);
      ring = larger;
      first = 0;
    }
    ring[(first + size++) & (ring.length - 1)] = address;
  }

  /** Takes the first; there must be one. */
  int remove() {
    int address = ring[first];
    first = (first + 1) & (ring.length - 1);
    if (--size == 0 && ring.length > SMALLEST) {
      ring = new int[SMALLEST];
      first = 0;
    }
    return address;
  }
}
