package io.herald.mesos.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body that fails when it exceeds its limit, so that no reader reads for ever; what was read of
 * it is dropped. For one thread.
 */
final class LimitedBody extends FilterInputStream {

  private final String from;
  private final long limit;
  private long left;

  /**
   * @param from for the message: the address that answers
   * @param limit in bytes, as they are read
   */
  LimitedBody(InputStream body, String from, long limit) {
    super(body);
    this.from = from;
    this.limit = limit;
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    if (one >= 0) {
      taken(1);
    }
    return one;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int read = super.read(into, offset, count);
    if (read > 0) {
      taken(read);
    }
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    taken(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void taken(long count) throws IOException {
    left -= count;
    if (left < 0) {
      throw new IOException(
          from
              + " answers more than "
              + limit
              + " bytes, which is the limit; the answer is ignored");
    }
  }
}
