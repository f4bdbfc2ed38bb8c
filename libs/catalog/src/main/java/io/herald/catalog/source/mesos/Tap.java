package io.herald.catalog.source.mesos;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that keeps what was read of it lately, so that a value which a parser has passed can be
 * looked at as bytes. Of what {@link #forget} was told nothing is kept for long. For one thread.
 */
final class Tap extends FilterInputStream {

  private static final int FIRST_ROOM = 1 << 15;

  private byte[] kept = new byte[FIRST_ROOM];

  /** Offset in the stream of the first byte kept. */
  private long begin;

  private int length;
  private long forgotten;

  Tap(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    int taken = super.read(into, from, count);
    if (taken > 0) {
      makeRoom(taken);
      System.arraycopy(into, from, kept, length, taken);
      length += taken;
    }
    return taken;
  }

  /** What lies before this offset in the stream will not be asked for. */
  void forget(long before) {
    forgotten = before;
  }

  /** All kept bytes, and more behind them; {@link #at} says where an offset lies. */
  byte[] kept() {
    return kept;
  }

  /**
   * Index within {@link #kept} of the stream's byte at {@code offset}.
   *
   * @throws IllegalArgumentException if that byte isn't kept
   */
  int at(long offset) {
    if (offset < begin || offset > begin + length) {
      throw new IllegalArgumentException(
          "byte " + offset + " is asked for; " + length + " bytes from " + begin + " are kept");
    }
    return (int) (offset - begin);
  }

  private void makeRoom(int more) {
    if (length + more <= kept.length) {
      return;
    }
    int gone = (int) Math.max(0, Math.min(length, forgotten - begin));
    byte[] roomy = kept;
    if (length - gone + more > kept.length) {
      roomy = new byte[Math.max(Math.multiplyExact(kept.length, 2), length - gone + more)];
    }
    System.arraycopy(kept, gone, roomy, 0, length - gone);
    kept = roomy;
    begin += gone;
    length -= gone;
  }
}
