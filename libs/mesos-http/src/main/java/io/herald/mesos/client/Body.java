package io.herald.mesos.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body, read as it comes, for one reading thread; any thread may close it, which wakes
 * the reader.
 *
 * <p>Two things that the JDK's own stream does not do. All that came before a connection broke is
 * read before the failure: a master that dies, and an agent after its last event, end their streams
 * so. And a reader is not left waiting: if nothing comes for the patience, reading fails with an
 * {@link HttpTimeoutException}. How long the reader itself takes doesn't count.
 */
final class Body extends InputStream implements HttpResponse.BodySubscriber<Body> {

  /** Pieces that may wait for the reader; the rest waits in the sockets. */
  private static final int AHEAD = 4;

  private sealed interface Piece {
    record Data(List<ByteBuffer> buffers) implements Piece {}

    record End() implements Piece {}

    record Broken(Throwable cause) implements Piece {}

    record Closed() implements Piece {}
  }

  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private volatile Duration patience;
  private volatile boolean closed;
  private volatile Flow.@Nullable Subscription subscription;

  /** The reader's own. */
  private Iterator<ByteBuffer> buffers = List.<ByteBuffer>of().iterator();

  private ByteBuffer current = ByteBuffer.allocate(0);
  private @Nullable Piece last;

  Body(Duration patience) {
    this.patience = patience;
  }

  static HttpResponse.BodyHandler<Body> handler(Duration patience) {
    return answer -> new Body(patience);
  }

  /** How long nothing may come from now on; called by the reader. */
  void patience(Duration newPatience) {
    patience = newPatience;
  }

  @Override
  public int read() throws IOException {
    return hasMore() ? current.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int taken = Math.min(count, current.remaining());
    current.get(into, from, taken);
    return taken;
  }

  @Override
  public void close() {
    closed = true;
    pieces.add(new Piece.Closed());
    Flow.Subscription upstream = subscription;
    if (upstream != null) {
      upstream.cancel();
    }
  }

  private boolean hasMore() throws IOException {
    while (!current.hasRemaining()) {
      if (buffers.hasNext()) {
        current = buffers.next();
      } else if (!nextPiece()) {
        return false;
      }
    }
    if (closed) {
      throw new IOException("closed");
    }
    return true;
  }

  private boolean nextPiece() throws IOException {
    Piece piece = last == null ? take() : last;
    if (closed || piece instanceof Piece.Closed) {
      throw new IOException("closed");
    }
    if (piece instanceof Piece.Data data) {
      buffers = data.buffers().iterator();
      Flow.Subscription upstream = subscription;
      if (upstream != null) {
        upstream.request(1);
      }
      return true;
    }
    last = piece;
    if (piece instanceof Piece.Broken broken) {
      throw new IOException("the connection was cut", broken.cause());
    }
    return false;
  }

  private Piece take() throws IOException {
    Duration longest = patience;
    try {
      Piece piece = pieces.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
      if (piece == null) {
        throw new HttpTimeoutException("nothing came for " + longest.toMillis() / 1000.0 + " s");
      }
      return piece;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an answer was read");
    }
  }

  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription upstream) {
    subscription = upstream;
    if (closed) {
      upstream.cancel();
    } else {
      upstream.request(AHEAD);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> data) {
    pieces.add(new Piece.Data(data));
  }

  @Override
  public void onError(Throwable cause) {
    pieces.add(new Piece.Broken(cause));
  }

  @Override
  public void onComplete() {
    pieces.add(new Piece.End());
  }
}
