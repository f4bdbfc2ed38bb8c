package io.herald.dns.zone.slab;

/**
 * The sizes that blocks have, in units: each one up to 8, then eight between a power of two and the
 * next, so that a block is at most an eighth larger than what is stored in it. Numbered from 0.
 */
final class SizeClasses {

  private static final int STEPS = 8;
  private static final int STEP_BITS = 3;

  private SizeClasses() {}

  /** The class of the smallest blocks that have room for so many units, 1 or more. */
  static int of(int units) {
    int last = units - 1;
    if (last < STEPS) {
      return last;
    }
    // Leaves the top bit and three bits behind it.
    int shift = Integer.SIZE - 1 - STEP_BITS - Integer.numberOfLeadingZeros(last);
    return (shift << STEP_BITS) + (last >>> shift);
  }

  /** How large its blocks are, in units. */
  static int units(int sizeClass) {
    if (sizeClass < STEPS) {
      return sizeClass + 1;
    }
    int shift = (sizeClass >>> STEP_BITS) - 1;
    return ((sizeClass & (STEPS - 1)) + STEPS + 1) << shift;
  }
}
