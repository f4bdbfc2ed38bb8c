package io.herald.api.watch;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.QueryParameter;
import io.herald.api.schema.Schema;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Long polls, Consul style: a request with {@code ?index=N} is answered once what it asks for has
 * changed after N, or after {@code wait} with what is there by then. Every answer has its index,
 * for the next request. An index is of one result: a change elsewhere wakes nobody. Safe for any
 * thread.
 */
public final class LongPoll {

  /** Header of the index. */
  public static final String INDEX_HEADER = "Herald-Index";

  public static final QueryParameter<Long> INDEX =
      QueryParameter.number(
          "index",
          "The "
              + INDEX_HEADER
              + " of an earlier answer: waits until this result has changed after that; 0: answers"
              + " at once.",
          0,
          999_999_999_999_999_999L,
          "3678245683201543");

  public static final QueryParameter<Duration> WAIT =
      new QueryParameter<>(
          "wait",
          Schema.text(
              "With index: how long to wait at most, up to a sixteenth more, as 500ms, 30s or 5m (the"
                  + " default); more than 10m is refused. Then the answer is what is there."),
          "30s",
          false,
          Waiting::parse);

  /** Both. */
  public static final List<QueryParameter<?>> PARAMETERS = List.of(INDEX, WAIT);

  private final LiveServices live;
  private final Watchers watchers;

  /** The changes that requests wait for; cancelling one ends its wait as its time-out would. */
  private final Map<ServiceRequestContext, CompletableFuture<Long>> waiting =
      new ConcurrentHashMap<>();

  private volatile Addresses addresses = new Addresses(0, 0);

  /**
   * Since when instances have the addresses that they have: every result is another one since then,
   * though no instance has changed.
   *
   * @param after revision of the last change before
   * @param index of a result without a change since: above all that were given before, below the
   *     next change's
   */
  private record Addresses(long after, long index) {

    Addresses replacedAfter(long revision) {
      return new Addresses(revision, Math.max(revision, index) + 1);
    }

    long index(long changedAt) {
      return Math.max(changedAt, index);
    }

    /** The revision after which a change is news to who has that index; 0: any is. */
    long revision(long held) {
      return held == index ? after : held < index ? 0 : held;
    }
  }

  LongPoll(LiveServices live, Watchers watchers) {
    this.live = live;
    this.watchers = watchers;
  }

  /** The header as the API's document describes it. */
  public static Schema indexSchema() {
    return Schema.integer(
        "Rises when this result changes, and never falls; send it as index to wait for that.", 1);
  }

  /** Every result has changed: answers have other addresses already. One thread at a time. */
  void addressesReplaced() {
    addresses = addresses.replacedAfter(live.revision());
    List.copyOf(waiting.values()).forEach(change -> change.cancel(false));
  }

  /**
   * Answers when it is time.
   *
   * @param filter what the answer is made of
   * @param answer makes it
   */
  public HttpResponse answer(
      ApiRequest request, InstanceFilter filter, Supplier<HttpResponse> answer) {
    Optional<Long> index = request.find(INDEX);
    ServiceRequestContext context = request.context();
    if (index.isEmpty() || context.method() == HttpMethod.HEAD) {
      return now(filter, answer);
    }
    Addresses known = addresses;
    CompletableFuture<Long> change = live.nextChange(filter, known.revision(index.get()));
    if (change.isDone()) {
      return now(filter, answer);
    }
    waiting.put(context, change);
    var unusedWait = change.whenComplete((revision, cancelled) -> waiting.remove(context));
    if (!addresses.equals(known)) {
      change.cancel(false); // a reload came in between and may not have seen it
      return now(filter, answer);
    }
    Optional<Watchers.Place> place = watchers.enter(context.remoteAddress().getAddress());
    if (place.isEmpty()) {
      change.cancel(false);
      return watchers.refusal();
    }
    context.clearRequestTimeout();
    Duration wait =
        Waiting.spread(
            request.find(WAIT).orElse(Waiting.DEFAULT), ThreadLocalRandom.current().nextDouble());
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    var unusedChange =
        change.whenComplete(
            (revision, cancelled) -> {
              place.get().leave();
              if (!context.log().isComplete()) {
                response.complete(now(filter, answer));
              }
            });
    var timeOut =
        context
            .eventLoop()
            .schedule(() -> change.cancel(false), wait.toNanos(), TimeUnit.NANOSECONDS);
    var unusedEnd =
        context
            .log()
            .whenComplete()
            .thenRun(
                () -> {
                  change.cancel(false);
                  timeOut.cancel(false);
                });
    return HttpResponse.of(response);
  }

  /** The index is taken first: what is told is no older. */
  private HttpResponse now(InstanceFilter filter, Supplier<HttpResponse> answer) {
    long index = addresses.index(live.changedAt(filter));
    return answer
        .get()
        .mapHeaders(headers -> headers.toBuilder().setLong(INDEX_HEADER, index).build());
  }
}
