package io.herald.facade.consul;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.http.Responses;
import io.herald.runtime.net.ConnectionLimits;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Queries that wait until their answer has changed, or their time is over. A waiting query holds a
 * timer and an entry in the catalog, and no thread. Safe for any thread.
 */
final class BlockingQueries {

  /** So that clients which came together don't come back together, as Consul does it. */
  private static final int JITTER_FRACTION = 16;

  /**
   * An answer that grows with the cluster is not given to a waiting client more often than this: a
   * cluster in which something changes all the time would else be sent in full without a pause.
   */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** Queries of all clients together. */
  private static final int MOST = 100_000;

  private final ConnectionLimits limits;
  private final ConsulCounters counters;

  BlockingQueries(int mostPerClient, ConsulCounters counters) {
    this.limits = new ConnectionLimits(MOST, mostPerClient);
    this.counters = counters;
  }

  /** How a query ended. */
  private enum End {
    CHANGED,
    TIMEOUT,
    CLIENT_LEFT
  }

  /**
   * Answers once the topic's index is above {@code seen}, or the time is over.
   *
   * @param answer the answer as it is then; called on the context's event loop
   */
  HttpResponse answer(
      ServiceRequestContext context,
      ConsulCatalog catalog,
      ConsulTopic topic,
      ConsulQuery query,
      Supplier<HttpResponse> answer) {
    boolean pauses = topic.isWhole();
    if (query.index() == 0 || (!pauses && catalog.isNewerThan(topic, query.index()))) {
      return answer.get();
    }
    InetAddress client = context.remoteAddress().getAddress();
    if (!limits.enter(client)) {
      counters.refused.increment();
      return Responses.text(
          HttpStatus.TOO_MANY_REQUESTS,
          "Your IP is issuing too many concurrent connections, please rate limit your calls");
    }
    CompletableFuture<Void> change = catalog.nextChange(topic, query.index());
    return new Waiting(context, client, change, pauses, answer).begin(query.waiting());
  }

  /** Answers that nothing has changed, when the time is over: for what never changes. */
  HttpResponse never(
      ServiceRequestContext context, ConsulQuery query, Supplier<HttpResponse> answer) {
    InetAddress client = context.remoteAddress().getAddress();
    if (query.index() == 0 || !limits.enter(client)) {
      return answer.get();
    }
    return new Waiting(context, client, new CompletableFuture<>(), false, answer)
        .begin(query.waiting());
  }

  private final class Waiting {
    private final ServiceRequestContext context;
    private final InetAddress client;
    private final CompletableFuture<Void> change;
    private final boolean pauses;
    private final Supplier<HttpResponse> answer;
    private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long begun = System.nanoTime();
    private volatile @Nullable ScheduledFuture<?> timer;

    Waiting(
        ServiceRequestContext context,
        InetAddress client,
        CompletableFuture<Void> change,
        boolean pauses,
        Supplier<HttpResponse> answer) {
      this.context = context;
      this.client = client;
      this.change = change;
      this.pauses = pauses;
      this.answer = answer;
    }

    HttpResponse begin(Duration wait) {
      context.clearRequestTimeout();
      counters.waiting.incrementAndGet();
      long jitter = ThreadLocalRandom.current().nextLong(wait.toNanos() / JITTER_FRACTION + 1);
      timer =
          context
              .eventLoop()
              .schedule(() -> end(End.TIMEOUT), wait.toNanos() + jitter, TimeUnit.NANOSECONDS);
      var unused =
          change.thenRunAsync(
              () -> {
                long left = pauses ? PAUSE.toNanos() - (System.nanoTime() - begun) : 0;
                if (left > 0) {
                  var unusedToo =
                      context
                          .eventLoop()
                          .schedule(() -> end(End.CHANGED), left, TimeUnit.NANOSECONDS);
                } else {
                  end(End.CHANGED);
                }
              },
              context.eventLoop());
      HttpResponse sent = HttpResponse.of(response);
      var unusedEnd = sent.whenComplete().whenComplete((done, failure) -> end(End.CLIENT_LEFT));
      return sent;
    }

    private void end(End how) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      switch (how) {
        case CHANGED -> counters.changed.increment();
        case TIMEOUT -> counters.timedOut.increment();
        case CLIENT_LEFT -> counters.left.increment();
      }
      counters.waiting.decrementAndGet();
      limits.leave(client);
      change.cancel(false);
      ScheduledFuture<?> pending = timer;
      if (pending != null) {
        pending.cancel(false);
      }
      if (how == End.CLIENT_LEFT) {
        response.cancel(false);
        return;
      }
      try {
        response.complete(answer.get());
      } catch (RuntimeException e) {
        response.completeExceptionally(e);
      }
    }
  }
}
