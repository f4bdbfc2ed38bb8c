package io.herald.api.watch;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.endpoint.QueryParameter;
import io.herald.api.filter.FilterParameters;
import io.herald.api.json.InstanceJson;
import io.herald.api.schema.Schema;
import io.herald.http.AccessGroup;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.IpSource;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * {@code /v2/watch}, and the long polls of other routes. Outlives reloads. Safe for any thread.
 *
 * <p>A client gets server-sent events: the snapshot in pieces, or what followed its Last-Event-ID;
 * then each change. It is written to no faster than it reads: a slow one falls behind the log of
 * changes, is told {@code lost} and cut; one that reads nothing for some 20 seconds is cut too,
 * here or by the kernel (Armeria sets TCP_USER_TIMEOUT to 20 seconds).
 */
public final class WatchEndpoints {

  /** The header in which a client says what it has got. */
  private static final String LAST_EVENT_ID = "last-event-id";

  private static final QueryParameter<Long> LAST_EVENT =
      QueryParameter.number(
          "lastEventId",
          "Goes on after this event, as the header Last-Event-ID does, which counts if both are"
              + " given; 0: begins with a snapshot. What isn't a number is refused, in the header it"
              + " begins with a snapshot.",
          0,
          999_999_999_999_999_999L,
          "3678245683201543");

  private static final MediaType EVENTS = MediaType.EVENT_STREAM;
  private static final int REVISION_DIGITS = 18;

  /** A client that is cut connects again after 1 to 3 seconds, so that not all come at once. */
  private static final int LEAST_RETRY_MILLIS = 1000;

  private static final int MOST_RETRY_MILLIS = 3000;

  private final LiveServices live;
  private final Clock clock;
  private final Pace pace;
  private final WatchFigures figures = new WatchFigures();
  private final Watchers watchers = new Watchers(figures);
  private final LongPoll longPoll;
  private final Set<WatchResponse> streams = ConcurrentHashMap.newKeySet();
  private volatile Served served = Served.of(List.of());

  /** What one configuration says. */
  private record Served(List<IpSource> addressSources, EventFrames frames) {

    static Served of(List<IpSource> addressSources) {
      return new Served(
          addressSources,
          new EventFrames(new InstanceJson(addressSources, instance -> Optional.empty())));
    }
  }

  /**
   * When something is written to a client.
   *
   * @param beat between signs of life
   * @param patience with a client that doesn't read
   * @param pause after events, before the next ones
   */
  record Pace(Duration beat, Duration patience, Duration pause) {

    static final Pace DEFAULT =
        new Pace(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMillis(2));

    Pace(Duration beat, Duration patience) {
      this(beat, patience, DEFAULT.pause);
    }
  }

  /**
   * Watches of these services.
   *
   * @param clock of the services' log
   */
  public WatchEndpoints(LiveServices live, Clock clock) {
    this(live, clock, Pace.DEFAULT);
  }

  WatchEndpoints(LiveServices live, Clock clock, Pace pace) {
    this.live = live;
    this.clock = clock;
    this.pace = pace;
    this.longPoll = new LongPoll(live, watchers);
  }

  /**
   * What is in force from now on. If instances have other addresses than before, every watch ends
   * and begins anew with a snapshot, and for long polls every result has changed. One thread at a
   * time.
   *
   * @param addressSources of the configuration; empty if a task's network decides
   */
  public void serve(List<IpSource> addressSources) {
    if (!served.addressSources().equals(addressSources)) {
      served = Served.of(List.copyOf(addressSources));
      List.copyOf(streams).forEach(WatchResponse::invalidate);
      longPoll.addressesReplaced();
    }
  }

  /** How many clients may watch from now on; whoever watches already may go on. */
  public void limit(WatcherLimits limits) {
    watchers.limit(limits);
  }

  /** What is counted of watching clients. */
  public List<Metric> metrics() {
    return figures.metrics();
  }

  /** For routes whose answers can be waited for. */
  public LongPoll longPoll() {
    return longPoll;
  }

  /** The routes. */
  public List<ApiEndpoint> all() {
    return List.of(watch());
  }

  private ApiEndpoint watch() {
    return ApiEndpoint.get("/v2/watch", "watch")
        .in("watch")
        .under(AccessGroup.WATCH)
        .does(
            "Instances as they change",
            "Server-sent events without end. Without Last-Event-ID, or if it is too old or another"
                + " process's, it begins with a snapshot in pieces (event: snapshot; data: items and"
                + " complete, which is true with the last one), which takes the place of all that the"
                + " client knew. Then each change of an instance that matches (event: added, changed"
                + " or removed; data: the instance as it is, or was last). The id of an event is the"
                + " revision to resume after; 0 while a snapshot isn't complete. An id may also come"
                + " without an event. A client that falls behind gets event: lost, with the id 0, and"
                + " is cut. A comment comes every 10 seconds.")
        .takes(FilterParameters.ALL)
        .takes(LAST_EVENT)
        .replies(
            new EndpointReply(
                200,
                "The events, without end.",
                Optional.of(EVENTS.toString()),
                Optional.of(Schema.text("Server-sent events.")),
                Optional.of(
                    "id: 3678245683201543\nevent: removed\ndata: {\"id\":\"web.0b1c\",…}\n\n"),
                Map.of()))
        .replies(EndpointReply.problem(429, "Your address watches as often as it may."))
        .replies(EndpointReply.problem(503, "As many watch as may."))
        .by(this::answer);
  }

  private HttpResponse answer(ApiRequest request) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(EVENTS)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            // Proxies, nginx first, would hold events back otherwise.
            .set("x-accel-buffering", "no")
            .contentLengthUnknown() // or HEAD would say 0 (RFC 9110 §8.6)
            .build();
    ServiceRequestContext context = request.context();
    if (context.method() == HttpMethod.HEAD) {
      return HttpResponse.of(headers);
    }
    Optional<Watchers.Place> place = watchers.enter(context.remoteAddress().getAddress());
    if (place.isEmpty()) {
      return watchers.refusal();
    }
    context.clearRequestTimeout();
    HttpResponseWriter response = HttpResponse.streaming();
    response.write(headers);
    int retry = ThreadLocalRandom.current().nextInt(LEAST_RETRY_MILLIS, MOST_RETRY_MILLIS);
    response.write(HttpData.wrap(EventFrames.opening(retry)));
    EventFrames frames = served.frames();
    WatchResponse stream =
        new WatchResponse(response, frames, figures, clock, context.eventLoop(), pace.pause());
    streams.add(stream);
    if (served.frames() != frames) {
      stream.invalidate(); // a reload came in between and may not have seen it
    }
    var beats =
        context
            .eventLoop()
            .scheduleAtFixedRate(
                () -> stream.beat(pace.patience()),
                pace.beat().toNanos(),
                pace.beat().toNanos(),
                TimeUnit.NANOSECONDS);
    var unused =
        response
            .whenComplete()
            .whenComplete(
                (done, gone) -> {
                  beats.cancel(false);
                  streams.remove(stream);
                  stream.closed(pace.patience());
                  place.get().leave();
                });
    stream.begin(live.watch(FilterParameters.of(request), resumeAfter(request), stream));
    return response;
  }

  /** The header counts, since a browser repeats the parameter for ever. */
  private static OptionalLong resumeAfter(ApiRequest request) {
    String header = request.headers().get(LAST_EVENT_ID);
    if (header == null) {
      return request.find(LAST_EVENT).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
    // What isn't a revision is another server's id: a browser that got 400 would give up.
    return header.length() <= REVISION_DIGITS && header.matches("[0-9]+")
        ? OptionalLong.of(Long.parseLong(header))
        : OptionalLong.empty();
  }
}
