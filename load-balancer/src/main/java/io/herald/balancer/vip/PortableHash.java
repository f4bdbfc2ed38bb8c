package io.herald.balancer.vip;

/**
 * Erlang's {@code phash2} of a binary, by which DC/OS gives addresses to names: Bob Jenkins' hash
 * of 1996 ("lookup2") with Erlang's start value.
 */
final class PortableHash {

  private static final int GOLDEN_RATIO = 0x9E3779B9;

  /** 13 times the golden ratio. */
  private static final int START = 147926629;

  private static final int BLOCK = 12;

  private int a = GOLDEN_RATIO;
  private int b = GOLDEN_RATIO;
  private int c = START;

  private PortableHash() {}

  /** From 0 to 2<sup>32</sup> - 1. */
  static long of(byte[] bytes) {
    if (bytes.length == 0) {
      return Integer.toUnsignedLong(START);
    }
    return Integer.toUnsignedLong(new PortableHash().hash(bytes));
  }

  private int hash(byte[] bytes) {
    int at = 0;
    for (; bytes.length - at >= BLOCK; at += BLOCK) {
      a += word(bytes, at, 4);
      b += word(bytes, at + 4, 4);
      c += word(bytes, at + 8, 4);
      mix();
    }
    c += bytes.length;
    a += word(bytes, at, 4);
    b += word(bytes, at + 4, 4);
    // The lowest byte of c is the length's.
    c += word(bytes, at + 8, 3) << 8;
    mix();
    return c;
  }

  /** Little-endian; bytes behind the end are zero. */
  private static int word(byte[] bytes, int at, int count) {
    int word = 0;
    for (int i = 0; i < count && at + i < bytes.length; i++) {
      word |= (bytes[at + i] & 0xFF) << (8 * i);
    }
    return word;
  }

  private void mix() {
    a = (a - b - c) ^ (c >>> 13);
    b = (b - c - a) ^ (a << 8);
    c = (c - a - b) ^ (b >>> 13);
    a = (a - b - c) ^ (c >>> 12);
    b = (b - c - a) ^ (a << 16);
    c = (c - a - b) ^ (b >>> 5);
    a = (a - b - c) ^ (c >>> 3);
    b = (b - c - a) ^ (a << 10);
    c = (c - a - b) ^ (b >>> 15);
  }
}
