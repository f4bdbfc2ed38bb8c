package io.herald.dns.zone.slab;

import java.util.Arrays;

/** One array, cut into blocks of one size, and which of them are in use. The writer's alone. */
final class Slab {

  final int number;
  final int sizeClass;

  /** What the blocks are in; another array after a freeze. */
  byte[] bytes;

  /** How many freezes there were when the array was made. */
  int freezes;

  private final int blockLength;
  private final int blocks;
  private int used;

  /** A bit for each block that is in use, or that there isn't. */
  private final long[] taken;

  /** No word before it has a free bit. */
  private int firstFree;

  /**
   * @param blockLength bytes of a block
   * @param blocks how many there are, 1 or more
   */
  Slab(int number, int sizeClass, int blockLength, int blocks, int freezes) {
    this.number = number;
    this.sizeClass = sizeClass;
    this.blockLength = blockLength;
    this.blocks = blocks;
    this.freezes = freezes;
    this.bytes = new byte[Math.multiplyExact(blockLength, blocks)];
    this.taken = new long[(blocks + Long.SIZE - 1) / Long.SIZE];
    if (blocks % Long.SIZE != 0) {
      taken[taken.length - 1] = -1L << blocks;
    }
  }

  boolean isFull() {
    return used == blocks;
  }

  boolean isEmpty() {
    return used == 0;
  }

  /** Takes a free block; returns where it begins. It must not be full. */
  int take() {
    while (taken[firstFree] == -1L) {
      firstFree++;
    }
    int bit = Long.numberOfTrailingZeros(~taken[firstFree]);
    taken[firstFree] |= 1L << bit;
    used++;
    return (firstFree * Long.SIZE + bit) * blockLength;
  }

  /**
   * Gives back the block that begins there.
   *
   * @throws IllegalStateException if none in use does
   */
  void giveBack(int offset) {
    int block = offset / blockLength;
    int word = block / Long.SIZE;
    if (offset % blockLength != 0 || (taken[word] & 1L << block) == 0) {
      throw new IllegalStateException("no block in use begins at " + offset);
    }
    taken[word] &= ~(1L << block);
    used--;
    firstFree = Math.min(firstFree, word);
  }

  /** Goes on in a copy of its array: the old one is somebody's, and isn't written to any more. */
  void copy(int now) {
    bytes = Arrays.copyOf(bytes, bytes.length);
    freezes = now;
  }
}
