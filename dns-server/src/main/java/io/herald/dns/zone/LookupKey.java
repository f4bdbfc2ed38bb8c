package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An owner name made ready for look-up: lower-cased, zero-padded to whole 8-byte words, hashed. One
 * mutable object for each reader, filled anew for each name; not for sharing between threads.
 *
 * <p>Folding and hashing go by words: the byte that holds a label's length is at most 63, below
 * 'A', so the wire form is folded without looking at where labels begin, and a name of 45 bytes is
 * six steps.
 */
public final class LookupKey {

  static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  public final byte[] name = new byte[DnsName.MAX_LENGTH + 1];
  public int length;

  /** Never 0. */
  int hash;

  public void set(DnsName owner) {
    owner.writeTo(name, 0);
    set(name, 0, owner.length());
  }

  /** Takes the uncompressed name of {@code length} bytes (1 to 255) at {@code offset}. */
  public void set(byte[] source, int offset, int length) {
    long mixed = length;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      long word = lowerCase((long) WORDS.get(source, offset + i));
      WORDS.set(name, i, word);
      mixed = mix(mixed, word);
    }
    if (i < length) {
      long word = lowerCase(lastWord(source, offset + i, length - i));
      WORDS.set(name, i, word);
      mixed = mix(mixed, word);
    }
    this.length = length;
    int folded = (int) ((mixed * MULTIPLIER) >>> 32);
    this.hash = folded == 0 ? 1 : folded;
  }

  /** Number of labels, the root's empty one not counted. */
  int labels() {
    int labels = 0;
    for (int i = 0; name[i] != 0; i += name[i] + 1) {
      labels++;
    }
    return labels;
  }

  /** Whether this is that name, in lower-cased wire form, or one below it. */
  public boolean isAtOrBelow(byte[] ancestor) {
    int start = length - ancestor.length;
    int label = 0;
    while (label < start) {
      label += name[label] + 1;
    }
    return label == start && Arrays.equals(name, start, length, ancestor, 0, ancestor.length);
  }

  private static long lastWord(byte[] source, int offset, int bytes) {
    if (offset + 8 <= source.length) {
      return (long) WORDS.get(source, offset) & (-1L >>> (64 - 8 * bytes));
    }
    long word = 0;
    for (int i = 0; i < bytes; i++) {
      word |= (source[offset + i] & 0xffL) << (8 * i);
    }
    return word;
  }

  private static long mix(long mixed, long word) {
    long product = (mixed ^ word) * MULTIPLIER;
    return product ^ (product >>> 32);
  }

  /** ASCII lower case of eight bytes at once; bytes from 0x80 on are themselves. */
  static long lowerCase(long word) {
    long heptets = word & ~HIGH_BITS;
    long aboveZ = heptets + (0x7f - 'Z') * ONES;
    long fromA = heptets + (0x80 - 'A') * ONES;
    long upper = (fromA ^ aboveZ) & ~word & HIGH_BITS;
    return word | (upper >>> 2);
  }
}
