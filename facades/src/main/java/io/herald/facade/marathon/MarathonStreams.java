package io.herald.facade.marathon;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.runtime.net.ConnectionLimits;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The open event streams. An event is written once, whoever gets it; each stream has a bounded
 * queue and no thread, and a client that reads too slowly is cut: what it has missed it reads in
 * the apps when it is back, as Marathon's clients do. Lines end in CR and LF, as Marathon's do
 * (Marathon-LB looks for them). Safe for any thread.
 */
final class MarathonStreams {

  static final String ATTACHED = "event_stream_attached";
  static final String DETACHED = "event_stream_detached";

  /** Marathon's are sent by Jetty's EventSourceServlet: an empty line every ten seconds. */
  private static final long HEARTBEAT_SECONDS = 10;

  private static final HttpData HEARTBEAT = HttpData.ofAscii("\r\n");

  private static final JsonMapper JSON = new JsonMapper();

  /** Streams of all clients together. */
  private static final int MOST = 10_000;

  private final Set<MarathonStream> open = ConcurrentHashMap.newKeySet();
  private final Clock clock;
  private final MarathonCounters counters;
  private volatile ConnectionLimits limits;

  MarathonStreams(Clock clock, int mostPerClient, MarathonCounters counters) {
    this.clock = clock;
    this.counters = counters;
    this.limits = new ConnectionLimits(MOST, mostPerClient);
  }

  /** From now on; streams that are open stay. */
  void limit(int mostPerClient) {
    limits = new ConnectionLimits(MOST, mostPerClient);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /**
   * A stream from now on.
   *
   * @param types of the events that it gets; empty: all
   */
  HttpResponse open(ServiceRequestContext context, Set<String> types) {
    InetAddress client = context.remoteAddress().getAddress();
    ConnectionLimits places = limits;
    if (!places.enter(client)) {
      counters.refused.increment();
      return MarathonErrors.of(
          HttpStatus.TOO_MANY_REQUESTS,
          "this client has as many event streams as it may have; close one of them");
    }
    context.clearRequestTimeout();
    counters.streams.incrementAndGet();
    HttpResponseWriter writer = HttpResponse.streaming();
    MarathonStream stream = new MarathonStream(writer, types, counters);
    writer.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .add(HttpHeaderNames.CONTENT_TYPE, "text/event-stream;charset=utf-8")
            .add(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .build());
    ScheduledFuture<?> heartbeat =
        context
            .eventLoop()
            .scheduleAtFixedRate(
                () -> stream.send(HEARTBEAT),
                HEARTBEAT_SECONDS,
                HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
    open.add(stream);
    var unused =
        writer
            .whenComplete()
            .whenComplete(
                (done, failure) -> {
                  open.remove(stream);
                  heartbeat.cancel(false);
                  places.leave(client);
                  counters.streams.decrementAndGet();
                  publish(DETACHED, subscription(DETACHED, client));
                });
    publish(ATTACHED, subscription(ATTACHED, client));
    return writer;
  }

  private String subscription(String type, InetAddress client) {
    return JSON.createObjectNode()
        .put("remoteAddress", client.getHostAddress())
        .put("eventType", type)
        .put("timestamp", MarathonTime.of(clock.instant()))
        .toString();
  }

  /** Sends an event to whom it may concern. */
  void publish(String type, String data) {
    byte[] bytes =
        ("event: " + type + "\r\ndata: " + data + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    for (MarathonStream stream : open) {
      if (stream.wants(type)) {
        stream.send(HttpData.wrap(bytes));
        counters.events.increment();
      }
    }
  }

  /** Ends all; their clients come back. */
  void cut() {
    open.forEach(MarathonStream::close);
  }
}
