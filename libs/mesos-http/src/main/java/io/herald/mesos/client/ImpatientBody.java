package io.herald.mesos.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An answer's body whose reader is not left waiting: if nothing comes for some time, it fails. The
 * JDK's client watches the time until an answer begins and no longer.
 *
 * <p>For one reading thread. How long the reader itself takes between two reads doesn't count. To
 * be closed by the reader: until then it is looked after.
 */
final class ImpatientBody extends FilterInputStream {

  private final Duration patience;
  private volatile long waitingSince;
  private volatile boolean waiting;
  private volatile boolean closed;
  private volatile boolean gaveUp;

  ImpatientBody(InputStream body, Duration patience) {
    super(body);
    this.patience = patience;
    lookAgainAfter(patience.toNanos());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    waitingSince = System.nanoTime();
    waiting = true;
    try {
      int got = in.read(into, from, count);
      if (!gaveUp) {
        return got;
      }
    } catch (IOException e) {
      if (!gaveUp) {
        throw e;
      }
    } finally {
      waiting = false;
    }
    throw new HttpTimeoutException(
        "the answer stopped in the middle: nothing came for "
            + patience.toMillis() / 1000.0
            + " s");
  }

  @Override
  public void close() throws IOException {
    closed = true;
    super.close();
  }

  private void lookAgainAfter(long nanos) {
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(this::look);
  }

  private void look() {
    if (closed) {
      return;
    }
    long waited = waiting ? System.nanoTime() - waitingSince : 0;
    if (waited < patience.toNanos()) {
      lookAgainAfter(patience.toNanos() - waited);
      return;
    }
    gaveUp = true;
    try {
      in.close(); // wakes the reader
    } catch (IOException e) {
      closed = true; // broken already, which the reader learns by itself
    }
  }
}
