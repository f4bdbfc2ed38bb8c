package io.herald.dns.answer;

/**
 * SipHash-2-4 (Aumasson and Bernstein 2012) of whole 8-byte words and a last one that holds the
 * rest: the hash of DNS cookies (RFC 9018 §4.4), whose inputs are 20 or 32 bytes. One mutable
 * object for each thread; allocates nothing.
 */
final class SipHash {

  private long v0;
  private long v1;
  private long v2;
  private long v3;

  /** Begins a hash under the key, its 16 bytes read as two little-endian words. */
  void begin(long key0, long key1) {
    v0 = key0 ^ 0x736f_6d65_7073_6575L;
    v1 = key1 ^ 0x646f_7261_6e64_6f6dL;
    v2 = key0 ^ 0x6c79_6765_6e65_7261L;
    v3 = key1 ^ 0x7465_6462_7974_6573L;
  }

  /** The next eight bytes, read as a little-endian word. */
  void word(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  /**
   * The hash; its bytes in order are the little-endian ones.
   *
   * @param rest the bytes after the last whole word, little-endian: at most seven
   * @param length of everything hashed, in bytes
   */
  long end(long rest, int length) {
    word(rest | (long) length << 56);
    v2 ^= 0xff;
    for (int i = 0; i < 4; i++) {
      round();
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
