package io.herald.mesos.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.herald.mesos.codec.MessageFormatException;
import io.herald.mesos.recordio.RecordReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription that a master or an agent accepted: its events are read until it ends.
 *
 * <p>One that sent heartbeats and then misses {@value #MISSED_HEARTBEATS} in a row is considered
 * lost, as is one that accepts and sends no event within the request time-out. One thread reads;
 * any thread may abort.
 */
final class StreamConnection<E> {

  private static final String STREAM_ID = "Mesos-Stream-Id";
  private static final double MISSED_HEARTBEATS = 3;
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final StreamApi<E> api;
  private final RequestTarget.Choice choice;
  private final Body body;
  private final Optional<String> streamId;
  private final int longestRecord;
  private volatile String abortReason = "";

  /** Whether it announced its heartbeats; the reader's own. */
  private boolean beating;

  /**
   * @param longestRecord in bytes; a longer one loses the stream
   */
  StreamConnection(
      StreamApi<E> api,
      RequestTarget.Choice choice,
      HttpResponse<Body> response,
      long longestRecord) {
    this.api = api;
    this.choice = choice;
    this.body = response.body();
    this.streamId = response.headers().firstValue(STREAM_ID);
    this.longestRecord = (int) Math.min(longestRecord, RecordReader.DEFAULT_MAX_RECORD_SIZE);
  }

  RequestTarget.Choice choice() {
    return choice;
  }

  URI base() {
    return choice.base();
  }

  /** What calls over this subscription have to name; empty if the API has no such id. */
  Optional<String> streamId() {
    return streamId;
  }

  /** Closes the connection; its reader ends with this reason. */
  void abort(String reason) {
    abortReason = reason;
    body.close();
  }

  /**
   * How a stream ended.
   *
   * @param reason a sentence
   * @param ours whether this side ended it, so that the other side is not to blame
   * @param listenerFailure what the listener threw; null if it threw nothing
   */
  record End(String reason, boolean ours, @Nullable RuntimeException listenerFailure) {}

  /**
   * Reads until the stream ends.
   *
   * @param connected called first
   * @param received called whenever something came, before it is read
   * @param delivered called with each event; an {@link UncheckedIOException} says that the event is
   *     garbled, another exception that the listener failed
   */
  End read(Runnable connected, Runnable received, Consumer<E> delivered) {
    String why;
    try (body) {
      connected.run();
      RecordReader records = new RecordReader(new Heard(body, received), longestRecord);
      while (records.next()) {
        delivered.accept(event(records));
      }
      why = "the stream from " + base() + " ended";
    } catch (HttpTimeoutException e) {
      why = (beating ? "no heartbeat from " : "no event from ") + base() + ": " + e.getMessage();
    } catch (IOException e) {
      why = "the stream from " + base() + " broke: " + AnswerRefusal.reason(e);
    } catch (UncheckedIOException e) { // of a record, or of a part that the listener read later
      why = "the stream from " + base() + " is garbled: " + e.getMessage();
    } catch (OutOfMemoryError e) { // its bytes, or what was made of them, are released again
      why = "an event from " + base() + " needs more memory than there is";
    } catch (RuntimeException e) {
      return left("the listener failed: " + e, e);
    }
    return abortReason.isEmpty() ? new End(why, false, null) : left(abortReason, null);
  }

  private End left(String reason, @Nullable RuntimeException listenerFailure) {
    return new End("left the stream from " + base() + ": " + reason, true, listenerFailure);
  }

  private E event(RecordReader record) throws IOException {
    E event;
    try {
      event = api.decoder().decode(record);
    } catch (MessageFormatException | InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    double heartbeat = api.heartbeatSeconds().applyAsDouble(event);
    if (heartbeat > 0) {
      body.patience(Duration.ofMillis(Math.round(MISSED_HEARTBEATS * heartbeat * 1000)));
      beating = true;
    } else if (!beating) {
      body.patience(FOR_EVER); // it sent an event and announced no heartbeats
    }
    return event;
  }

  /** Says whenever something came. */
  private static final class Heard extends FilterInputStream {
    private final Runnable received;

    private Heard(Body body, Runnable received) {
      super(body);
      this.received = received;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      int read = super.read(into, from, count);
      received.run();
      return read;
    }
  }
}
