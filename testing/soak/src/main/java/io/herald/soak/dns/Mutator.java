package io.herald.soak.dns;

import java.util.List;
import java.util.SplittableRandom;

/** Spoils good messages in the ways that matter to a parser. Reproducible by its seed. */
final class Mutator {

  static final int LONGEST = 65_535;

  private static final int[] ODD_BYTES = {0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff};

  private final List<byte[]> seeds;
  private final SplittableRandom random;
  final byte[] message = new byte[LONGEST];
  int length;

  Mutator(List<byte[]> seeds, long seed) {
    this.seeds = seeds;
    this.random = new SplittableRandom(seed);
  }

  /** Makes the next one, in {@link #message}. */
  void next() {
    take(seeds.get(random.nextInt(seeds.size())));
    for (int left = random.nextInt(6); left > 0; left--) {
      mutate();
    }
  }

  private void take(byte[] seed) {
    System.arraycopy(seed, 0, message, 0, seed.length);
    length = seed.length;
  }

  private void mutate() {
    if (length == 0) {
      return;
    }
    int at = random.nextInt(length);
    switch (random.nextInt(10)) {
      case 0, 1 -> message[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> message[at] = (byte) random.nextInt(256);
      case 3 -> message[at] = (byte) ODD_BYTES[random.nextInt(ODD_BYTES.length)];
      case 4 -> message[random.nextInt(Math.min(12, length))] = (byte) random.nextInt(256);
      case 5 -> length = at;
      case 6 -> delete(at, 1 + random.nextInt(Math.min(8, length - at)));
      case 7 -> insert(at, 1 + random.nextInt(8));
      case 8 -> splice(at);
      default -> grow();
    }
  }

  private void delete(int at, int bytes) {
    System.arraycopy(message, at + bytes, message, at, length - at - bytes);
    length -= bytes;
  }

  private void insert(int at, int bytes) {
    if (length + bytes <= LONGEST) {
      System.arraycopy(message, at, message, at + bytes, length - at);
      for (int i = 0; i < bytes; i++) {
        message[at + i] = (byte) random.nextInt(256);
      }
      length += bytes;
    }
  }

  /** The rest of another message behind the first part of this one. */
  private void splice(int at) {
    byte[] other = seeds.get(random.nextInt(seeds.size()));
    int from = random.nextInt(other.length);
    if (at + other.length - from <= LONGEST) {
      System.arraycopy(other, from, message, at, other.length - from);
      length = at + other.length - from;
    }
  }

  /** Mostly a little, seldom to any size. */
  private void grow() {
    int most = random.nextInt(100) == 0 ? LONGEST : Math.min(LONGEST, length + 700);
    int longer = length + random.nextInt(most - length + 1);
    int fill = random.nextInt(3);
    for (int i = length; i < longer; i++) {
      message[i] = (byte) (fill == 0 ? 0 : fill == 1 ? 0xff : random.nextInt(256));
    }
    length = longer;
  }
}
