package io.herald.client.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, piece by piece, for one thread that waits for each with a limit. The next
 * piece is asked for when this one is read, so that a slow reader slows the server down and nothing
 * piles up here. Any thread may close it, which ends a wait and the connection.
 */
final class BodyPieces implements HttpResponse.BodySubscriber<BodyPieces>, AutoCloseable {

  /** What came: bytes, or the end with its reason; no reason: all is there. */
  private record Arrival(List<ByteBuffer> bytes, boolean end, Optional<Throwable> failure) {}

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

  @GuardedBy("this")
  private Flow.@Nullable Subscription subscription;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private boolean owed;

  @Override
  public CompletionStage<BodyPieces> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    if (closed || subscription != null) {
      given.cancel();
      return;
    }
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    arrivals.add(new Arrival(bytes, false, Optional.empty()));
  }

  @Override
  public void onError(Throwable failure) {
    arrivals.add(new Arrival(List.of(), true, Optional.of(failure)));
  }

  @Override
  public void onComplete() {
    arrivals.add(new Arrival(List.of(), true, Optional.empty()));
  }

  /**
   * The next piece; empty at the end of the body.
   *
   * @param silence how long nothing may come
   * @throws HttpTimeoutException if nothing came for that long
   * @throws IOException if the body breaks off, or is closed
   */
  Optional<List<ByteBuffer>> take(Duration silence) throws IOException, InterruptedException {
    askForMore();
    Arrival arrival = arrivals.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
    if (arrival == null) {
      throw new HttpTimeoutException("nothing came for " + silence.toMillis() + " ms");
    }
    if (!arrival.end()) {
      synchronized (this) {
        owed = true;
      }
      return Optional.of(arrival.bytes());
    }
    arrivals.add(arrival); // whoever asks again gets the same
    if (arrival.failure().isPresent()) {
      Throwable failure = arrival.failure().get();
      throw failure instanceof IOException io ? io : new IOException(failure);
    }
    return Optional.empty();
  }

  private void askForMore() {
    Flow.Subscription from = null;
    synchronized (this) {
      if (owed) {
        owed = false;
        from = subscription;
      }
    }
    if (from != null) {
      from.request(1);
    }
  }

  @Override
  public void close() {
    Flow.Subscription ended;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      ended = subscription;
    }
    if (ended != null) {
      ended.cancel();
    }
    onError(new ClosedChannelException());
  }
}
