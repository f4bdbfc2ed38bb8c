package io.herald.dns.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of 16 and 32 bits in a message's bytes, the most significant byte first. */
public final class WireBytes {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private WireBytes() {}

  public static int getInt(byte[] bytes, int offset) {
    return (int) INTS.get(bytes, offset);
  }

  public static void putInt(byte[] bytes, int offset, int value) {
    INTS.set(bytes, offset, value);
  }

  /** 0 to 65535. */
  public static int getShort(byte[] bytes, int offset) {
    return (short) SHORTS.get(bytes, offset) & 0xffff;
  }

  /** Writes the lower 16 bits. */
  public static void putShort(byte[] bytes, int offset, int value) {
    SHORTS.set(bytes, offset, (short) value);
  }
}
