package io.herald.client.http;

import io.herald.client.event.EventStreamParser;
import io.herald.client.event.StreamedEvent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * An open stream of events from one server. One thread reads it; any may close it, which ends the
 * read.
 */
public final class EventConnection implements AutoCloseable {

  private final BodyPieces body;
  private final Duration silence;
  private final EventStreamParser parser = new EventStreamParser();
  private final Queue<StreamedEvent> read = new ArrayDeque<>();

  EventConnection(BodyPieces body, Duration silence) {
    this.body = body;
    this.silence = silence;
  }

  /**
   * Waits for the next event.
   *
   * @throws java.net.http.HttpTimeoutException if not even a heartbeat came in time
   * @throws EOFException if the server ended the stream
   * @throws IOException if the stream broke off or can't be read
   */
  public StreamedEvent next() throws IOException, InterruptedException {
    while (read.isEmpty()) {
      Optional<List<ByteBuffer>> piece = body.take(silence);
      if (piece.isEmpty()) {
        throw new EOFException("the server ended the stream");
      }
      for (ByteBuffer bytes : piece.get()) {
        parser.read(bytes, read::add);
      }
    }
    return read.remove();
  }

  /** Whether the next event is here already. */
  public boolean hasNext() {
    return !read.isEmpty();
  }

  /** The last id that the stream gave, with an event or by itself; empty if it gave none. */
  public String lastId() {
    return parser.lastId();
  }

  /** The pause before a new try that the server asked for last; empty if it never did. */
  public Optional<Duration> retry() {
    return parser.retry();
  }

  @Override
  public void close() {
    body.close();
  }
}
