package io.herald.dns.answer;

/** Which record comes first: xorshift64* (Marsaglia 2003, Vigna 2016). One for each thread. */
final class RandomOrder {

  private long state;

  RandomOrder(long seed) {
    this.state = seed | 1;
  }

  /** Uniform over 0 to bound-1. */
  int below(int bound) {
    state ^= state >>> 12;
    state ^= state << 25;
    state ^= state >>> 27;
    long bits = (state * 0x2545_F491_4F6C_DD1DL) >>> 32;
    return (int) ((bits * bound) >>> 32);
  }
}
