package io.herald.dns.http;

import io.herald.dns.answer.Transport;
import io.herald.dns.transport.LatencyHistogram;
import io.herald.dns.transport.QueryCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is asked, and how soon it is answered. */
final class QueryMetrics {

  /** The types that have a series of their own; all others share one, so that nobody makes more. */
  private static final Map<String, Integer> TYPES = types();

  private QueryMetrics() {}

  private static Map<String, Integer> types() {
    Map<String, Integer> types = new LinkedHashMap<>();
    types.put("A", 1);
    types.put("NS", 2);
    types.put("CNAME", 5);
    types.put("SOA", 6);
    types.put("PTR", 12);
    types.put("MX", 15);
    types.put("TXT", 16);
    types.put("AAAA", 28);
    types.put("SRV", 33);
    types.put("NAPTR", 35);
    types.put("DS", 43);
    types.put("DNSKEY", 48);
    types.put("SVCB", 64);
    types.put("HTTPS", 65);
    types.put("IXFR", 251);
    types.put("AXFR", 252);
    types.put("ANY", 255);
    return types;
  }

  static void bind(QueryCounters queries, PrometheusMeterRegistry registry) {
    Set<Integer> known = new TreeSet<>(TYPES.values());
    TYPES.forEach(
        (name, type) ->
            FunctionCounter.builder("herald.dns.queries", queries, q -> (double) q.queries(type))
                .description("Queries, by the type that they ask for")
                .tag("type", name)
                .register(registry));
    FunctionCounter.builder("herald.dns.queries", queries, q -> (double) q.queriesBut(known))
        .description("Queries, by the type that they ask for")
        .tag("type", "OTHER")
        .register(registry);
    Map<String, LatencyHistogram> latencies = new LinkedHashMap<>();
    for (Transport transport : Transport.values()) {
      String name = transport.name().toLowerCase(Locale.ROOT);
      latencies.put(name, queries.latency(transport));
      FunctionCounter.builder(
              "herald.dns.replies", queries, q -> (double) q.otherReplies(transport))
          .description("Replies sent, by response code")
          .tag("transport", name)
          .tag("rcode", "OTHER")
          .register(registry);
    }
    new LatencyMetrics()
        .with(
            "herald_dns_reply_duration_seconds",
            "Time from a query to its reply, of replies made at once",
            "transport",
            latencies)
        .with(
            "herald_dns_slow_reply_duration_seconds",
            "Time from a query to its reply's first message, of those that others make",
            "",
            Map.of("", queries.laterLatency()))
        .register(registry.getPrometheusRegistry());
  }
}
