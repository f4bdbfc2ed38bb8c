package io.herald.dns.http;

import io.herald.dns.transport.QueryCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/** What was turned away, cut or closed because it was too much. */
final class LimitMetrics {

  private final MeterRegistry registry;
  private final QueryCounters queries;

  private LimitMetrics(MeterRegistry registry, QueryCounters queries) {
    this.registry = registry;
    this.queries = queries;
  }

  static void bind(QueryCounters queries, MeterRegistry registry) {
    LimitMetrics metrics = new LimitMetrics(registry, queries);
    metrics.count(
        "herald.dns.connections.idle",
        "TCP connections closed because no query of theirs was answered for too long",
        QueryCounters::connectionsIdle);
    metrics.count(
        "herald.dns.slow.turned.away",
        "Transfers, signed queries and foreign names for which there was no room",
        QueryCounters::slowTurnedAway);
    String handshakes = "TLS handshakes, by how they ended";
    metrics.handshakes(handshakes, "done", QueryCounters::handshakes);
    metrics.handshakes(handshakes, "failed", QueryCounters::handshakesFailed);
    metrics.handshakes(handshakes, "turned_away", QueryCounters::handshakesTurnedAway);
    String limited = "Replies over UDP above responseRateLimit: cut to TC alone, or not sent";
    metrics.limited(limited, "cut", QueryCounters::rateCut);
    metrics.limited(limited, "dropped", QueryCounters::rateDropped);
  }

  private void handshakes(String description, String result, ToLongFunction<QueryCounters> value) {
    count("herald.dns.handshakes", description, value, "result", result);
  }

  private void limited(String description, String result, ToLongFunction<QueryCounters> value) {
    count("herald.dns.rate.limited", description, value, "result", result);
  }

  private void count(
      String name, String description, ToLongFunction<QueryCounters> value, String... tags) {
    FunctionCounter.builder(name, queries, q -> (double) value.applyAsLong(q))
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
