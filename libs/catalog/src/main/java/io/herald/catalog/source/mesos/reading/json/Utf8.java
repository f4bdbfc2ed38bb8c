package io.herald.catalog.source.mesos.reading.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Text of others that should be UTF-8 and at times is not. */
final class Utf8 {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

  private Utf8() {}

  /**
   * The text with U+FFFD for each byte that belongs to no character, as Go's decoder has it; {@code
   * bytes} itself, cut at {@code length}, if there is none.
   */
  static byte[] repaired(byte[] bytes, int length) {
    int bad = firstBad(bytes, 0, length);
    if (bad == length) {
      return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }
    byte[] text = new byte[length + 64];
    int filled = 0;
    int good = 0;
    while (bad < length) {
      int run = bad - good;
      text = roomy(text, filled + run + REPLACEMENT.length);
      System.arraycopy(bytes, good, text, filled, run);
      System.arraycopy(REPLACEMENT, 0, text, filled + run, REPLACEMENT.length);
      filled += run + REPLACEMENT.length;
      good = bad + 1;
      bad = firstBad(bytes, good, length);
    }
    text = roomy(text, filled + length - good);
    System.arraycopy(bytes, good, text, filled, length - good);
    return Arrays.copyOf(text, filled + length - good);
  }

  private static byte[] roomy(byte[] text, int wanted) {
    return wanted <= text.length ? text : Arrays.copyOf(text, Math.max(wanted, 2 * text.length));
  }

  /** Where the first byte is that belongs to no character; {@code end} if there is none. */
  private static int firstBad(byte[] bytes, int from, int end) {
    int i = from;
    while (i < end) {
      if (bytes[i] >= 0) {
        i++;
        while (i + 8 <= end && ((long) WORDS.get(bytes, i) & HIGH_BITS) == 0) {
          i += 8;
        }
      } else {
        int character = lengthOfCharacter(bytes, i, end);
        if (character == 0) {
          return i;
        }
        i += character;
      }
    }
    return end;
  }

  /** Of one that isn't ASCII; 0 if there is none (Unicode 15, table 3-7). */
  private static int lengthOfCharacter(byte[] bytes, int i, int end) {
    int first = bytes[i] & 0xff;
    int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || i + length > end) {
      return 0;
    }
    int second = bytes[i + 1] & 0xff;
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
