package io.herald.minimesos.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.herald.mesos.recordio.RecordEncoder;
import io.herald.minimesos.codec.MessageFormat;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that doesn't end: events as RecordIO, each record one HTTP chunk. Thread-safe. What is
 * sent to a peer that has left is dropped.
 *
 * @param <E> the API's event
 */
public final class EventChannel<E extends Message> {

  private static final Logger log = LoggerFactory.getLogger(EventChannel.class);

  private static final String STREAM_ID = "Mesos-Stream-Id";

  private final MessageFormat format;
  private final Function<E, byte[]> json;
  private final HttpResponseWriter answer;

  /**
   * Begins the answer.
   *
   * @param json how an event is written in JSON
   * @param streamId for the header of that name, if the API has it
   */
  public EventChannel(MessageFormat format, Function<E, byte[]> json, Optional<String> streamId) {
    this.format = format;
    this.json = json;
    this.answer = HttpResponse.streaming();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .set(HttpHeaderNames.CONTENT_TYPE, format.mediaType());
    streamId.ifPresent(id -> headers.set(STREAM_ID, id));
    answer.write(headers.build());
  }

  /** To be given to the HTTP server. */
  public HttpResponse answer() {
    return answer;
  }

  /** Sends an event; to who has hung up, at whatever moment, nothing is sent. */
  public void send(E event) {
    write(record(event));
  }

  /** Sends the first half of an event's record. */
  public void sendHalf(E event) {
    byte[] record = record(event);
    write(Arrays.copyOf(record, record.length / 2));
  }

  private byte[] record(E event) {
    return RecordEncoder.encode(
        format == MessageFormat.JSON ? json.apply(event) : format.encode(event));
  }

  private void write(byte[] bytes) {
    if (!answer.tryWrite(HttpData.wrap(bytes))) {
      log.trace("an event for a subscriber that is gone");
    }
  }

  /** Ends the answer in good order, after what was sent. */
  public void end() {
    answer.close();
  }

  /** Drops the connection in mid-answer, as a process does that is killed. */
  public void breakOff() {
    answer.close(ClosedSessionException.get());
  }

  /** Runs the task when the answer is over, whoever ended it; on any thread. */
  public void onClose(Runnable task) {
    // Whether it ended well doesn't matter here.
    CompletableFuture<Void> unused =
        answer
            .whenComplete()
            .whenComplete(
                (nothing, problem) -> {
                  task.run();
                });
  }
}
