package io.herald.catalog.source.mesos.reading;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * 128 bits that stand for a stretch of bytes: two that differ have the same ones with a chance of
 * about 2^-128. The computation is seeded with a secret of the process, so that the author of a
 * task's labels can't forge a collision. Not for storing.
 */
public record Fingerprint(long high, long low) {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Odd numbers without a pattern: the golden ratio's and two of splitmix64 (Steele, Lea, Flood).
  private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
  private static final long SECOND = 0xBF58_476D_1CE4_E5B9L;
  private static final long THIRD = 0x94D0_49BB_1331_11EBL;

  /** Takes fingerprints that can be compared with each other alone. Any thread may call. */
  public static final class Taker {
    private final long seed1;
    private final long seed2;

    public Taker() {
      SecureRandom random = new SecureRandom();
      seed1 = random.nextLong();
      seed2 = random.nextLong();
    }

    /** The fingerprint of {@code length} bytes from {@code offset}; eight at a step, both lanes. */
    public Fingerprint of(byte[] bytes, int offset, int length) {
      long a = seed1 ^ length;
      long b = seed2 + length;
      int i = 0;
      for (; i + 8 <= length; i += 8) {
        long word = (long) WORDS.get(bytes, offset + i);
        a = (a ^ word) * FIRST;
        a ^= a >>> 29;
        b = (Long.rotateLeft(b, 27) + (word ^ seed1)) * SECOND;
        b ^= b >>> 32;
      }
      long last = 0;
      for (int shift = 0; i < length; i++, shift += 8) {
        last |= (bytes[offset + i] & 0xffL) << shift;
      }
      return new Fingerprint(stirred(a ^ last), stirred(b + last));
    }

    private static long stirred(long lane) {
      long once = (lane ^ (lane >>> 30)) * SECOND;
      long twice = (once ^ (once >>> 27)) * THIRD;
      return twice ^ (twice >>> 31);
    }
  }

  @Override
  public int hashCode() {
    return (int) low;
  }
}
