package io.herald.dns.zone.slab;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of bytes, each with an address, in arrays of blocks of one size. One writer stores and
 * retires; any number of readers find the bytes of an address, by the rules of this package.
 *
 * <p>An address is never 0. Its upper bits are the number of a slab, its lower ones the place in
 * it. The first slab of a size is small, each further one in proportion to what there is of that
 * size, up to {@link #LARGEST}, so that a small zone doesn't pay for the sizes of a large one; a
 * block that is larger has a slab of its own.
 */
public final class Slabs {

  /** Blocks begin at multiples of so many bytes. */
  private static final int UNIT = 16;

  private static final int PLACE_BITS = 14;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

  /** The most slabs that there can be. */
  private static final int MOST = 1 << (Integer.SIZE - PLACE_BITS - 1);

  /** Bytes of an array of blocks, at most and at least. */
  private static final int LARGEST = UNIT << PLACE_BITS;

  private static final int SMALLEST = 2048;

  /** A slab is a part of what there is of its size before: one more than so many. */
  private static final int PART = 4;

  /** Blocks that were retired together, and the epoch in which they were withdrawn. */
  private record Retired(long epoch, int blocks) {}

  /** The slabs of one size. */
  private static final class OfSize {
    final List<Slab> notFull = new ArrayList<>();
    long bytes;
  }

  /** The arrays at one moment; nothing is written to them any more. For any thread. */
  public static final class Frozen {
    private final byte[][] arrays;

    private Frozen(byte[][] arrays) {
      this.arrays = arrays;
    }

    /** The array of a block that there was at that moment. */
    public byte[] array(int address) {
      return arrays[address >>> PLACE_BITS];
    }
  }

  private final ReadEpochs epochs;

  /** By number; the readers' way to the blocks. The first isn't used. */
  private volatile byte[][] arrays = new byte[4][];

  // The writer's own.
  private final List<@Nullable Slab> slabs = new ArrayList<>();
  private final List<OfSize> sizes = new ArrayList<>();
  private final AddressQueue freeNumbers = new AddressQueue();
  private final AddressQueue retired = new AddressQueue();
  private final Deque<Retired> waiting = new ArrayDeque<>();
  private int justRetired;
  private int freezes;
  private long blocks;
  private long bytes;

  /**
   * Without a block.
   *
   * @param epochs in which the readers say that they read
   */
  public Slabs(ReadEpochs epochs) {
    this.epochs = epochs;
    slabs.add(null);
  }

  /** The array of a block; for a reader that is inside, and for the writer. */
  public byte[] array(int address) {
    return arrays[address >>> PLACE_BITS];
  }

  /** Where the block begins in its array. */
  public static int offset(int address) {
    return (address & PLACE_MASK) * UNIT;
  }

  /**
   * Stores a copy of these bytes; returns its address. It is seen by whom finds it if there is a
   * release fence before the address is stored. For the writer.
   *
   * @param length 1 or more
   */
  public int store(byte[] source, int from, int length) {
    int sizeClass = SizeClasses.of((length - 1) / UNIT + 1);
    OfSize size = size(sizeClass);
    Slab slab =
        size.notFull.isEmpty() ? add(sizeClass, size) : size.notFull.get(size.notFull.size() - 1);
    if (slab.freezes != freezes) {
      slab.copy(freezes);
      show(slab);
    }
    int offset = slab.take();
    if (slab.isFull()) {
      size.notFull.remove(size.notFull.size() - 1);
    }
    blocks++;
    System.arraycopy(source, from, slab.bytes, offset, length);
    return slab.number << PLACE_BITS | offset / UNIT;
  }

  private OfSize size(int sizeClass) {
    while (sizes.size() <= sizeClass) {
      sizes.add(new OfSize());
    }
    return sizes.get(sizeClass);
  }

  private Slab add(int sizeClass, OfSize size) {
    int blockLength = Math.multiplyExact(SizeClasses.units(sizeClass), UNIT);
    long wanted = Math.max(SMALLEST, Math.min(LARGEST, size.bytes / PART));
    Slab slab =
        new Slab(
            number(), sizeClass, blockLength, (int) Math.max(1, wanted / blockLength), freezes);
    slabs.set(slab.number, slab);
    size.notFull.add(slab);
    size.bytes += slab.bytes.length;
    bytes += slab.bytes.length;
    show(slab);
    return slab;
  }

  private int number() {
    if (freeNumbers.size() > 0) {
      return freeNumbers.remove();
    }
    int number = slabs.size();
    if (number == MOST) {
      throw new IllegalStateException(
          "a zone of more than " + MOST + " slabs of " + LARGEST + " bytes is too large");
    }
    slabs.add(null);
    if (number == arrays.length) {
      arrays = Arrays.copyOf(arrays, 2 * number);
    }
    return number;
  }

  /** Has the readers find the slab's array. */
  private void show(Slab slab) {
    VarHandle.releaseFence();
    arrays[slab.number] = slab.bytes;
  }

  /**
   * Has the block used again once nobody reads it. Its address must have been replaced where
   * readers find it. For the writer.
   */
  public void retire(int address) {
    retired.add(address);
    justRetired++;
  }

  /**
   * Ends an epoch, if anything was retired in it, and frees what nobody reads any more. For the
   * writer, now and then.
   */
  public void settle() {
    if (justRetired > 0) {
      waiting.add(new Retired(epochs.advance(), justRetired));
      justRetired = 0;
    }
    if (waiting.isEmpty()) {
      return;
    }
    long oldest = epochs.oldest();
    while (!waiting.isEmpty() && waiting.getFirst().epoch() < oldest) {
      for (int left = waiting.removeFirst().blocks(); left > 0; left--) {
        free(retired.remove());
      }
    }
  }

  private void free(int address) {
    Slab slab = slabs.get(address >>> PLACE_BITS);
    if (slab == null) {
      throw new IllegalStateException("a block was retired twice: its slab is gone");
    }
    OfSize size = sizes.get(slab.sizeClass);
    if (slab.isFull()) {
      size.notFull.add(slab);
    }
    slab.giveBack(offset(address));
    blocks--;
    // The last one of a size stays, unless it is large: who needed it will soon need it again.
    if (slab.isEmpty() && (size.notFull.size() > 1 || slab.bytes.length > LARGEST)) {
      size.notFull.remove(slab);
      size.bytes -= slab.bytes.length;
      bytes -= slab.bytes.length;
      slabs.set(slab.number, null);
      arrays[slab.number] = null;
      freeNumbers.add(slab.number);
    }
  }

  /** The arrays of this moment, which stay as they are. For the writer. */
  public Frozen freeze() {
    freezes++;
    return new Frozen(arrays.clone());
  }

  /** How many blocks are in use, those included that wait until nobody reads them. */
  public long blocks() {
    return blocks;
  }

  /** How many blocks wait until nobody reads them. */
  public int retired() {
    return retired.size();
  }

  /** Bytes of all arrays. */
  public long bytes() {
    return bytes;
  }
}
