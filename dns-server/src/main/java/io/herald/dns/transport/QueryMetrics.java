package io.herald.dns.transport;

import io.herald.dns.answer.Transport;
import io.herald.dns.record.Rcode;
import io.herald.dns.transport.datagram.UdpSocket;
import io.herald.runtime.metrics.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;

/** What {@code /metrics} publishes of {@link QueryCounters}. */
public final class QueryMetrics {

  /** Types with a series of their own; all others share one, so that no client makes more. */
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

  /** The rows. */
  public static List<Metric> of(QueryCounters counters) {
    List<Metric> rows = new ArrayList<>();
    TYPES.forEach((name, type) -> rows.add(queries(name, () -> counters.queries(type))));
    Set<Integer> known = new TreeSet<>(TYPES.values());
    rows.add(queries("OTHER", () -> counters.queriesBut(known)));
    for (Transport transport : Transport.values()) {
      rows.addAll(of(transport, counters));
    }
    for (UdpSocket.Way way : UdpSocket.Way.values()) {
      rows.add(
          Metric.gauge(
              "herald_dns_udp_sockets",
              "Open UDP sockets, by how datagrams pass: batches (many with one system call), channel"
                  + " (one by one)",
              () -> counters.udpSockets(way),
              "way",
              way.name().toLowerCase(Locale.ROOT)));
    }
    rows.add(
        Metric.histogram(
            "herald_dns_slow_reply_duration_seconds",
            "Time from a query to the first message of its reply, for transfers, signed and"
                + " forwarded queries",
            counters.laterLatency()));
    rows.addAll(limits(counters));
    return rows;
  }

  private static List<Metric> of(Transport transport, QueryCounters counters) {
    String name = transport.name().toLowerCase(Locale.ROOT);
    List<Metric> rows = new ArrayList<>();
    for (Rcode rcode : Rcode.values()) {
      rows.add(replies(name, rcode.name(), () -> counters.replies(transport, rcode)));
    }
    rows.add(replies(name, "OTHER", () -> counters.otherReplies(transport)));
    rows.add(
        Metric.counter(
            "herald_dns_truncated_total",
            "Truncated replies (TC)",
            () -> counters.truncated(transport),
            "transport",
            name));
    rows.add(
        Metric.counter(
            "herald_dns_partial_total",
            "Replies over TCP or TLS with part of an RRset that no message can hold",
            () -> counters.partial(transport),
            "transport",
            name));
    rows.add(
        Metric.counter(
            "herald_dns_ignored_total",
            "Messages without a reply",
            () -> counters.ignored(transport),
            "transport",
            name));
    rows.add(
        Metric.counter(
            "herald_dns_failures_total",
            "Messages or connections that failed",
            () -> counters.failures(transport),
            "transport",
            name));
    rows.add(
        Metric.histogram(
            "herald_dns_reply_duration_seconds",
            "Time from a query to its reply, for replies made at once",
            counters.latency(transport),
            "transport",
            name));
    return rows;
  }

  /** What was turned away, cut or closed because it was too much. */
  private static List<Metric> limits(QueryCounters counters) {
    return List.of(
        Metric.counter(
            "herald_dns_connections_total",
            "TCP connections served, those of TLS included",
            counters::connectionsAccepted),
        Metric.counter(
            "herald_dns_connections_turned_away_total",
            "TCP connections closed at once because there were too many",
            counters::connectionsTurnedAway),
        Metric.counter(
            "herald_dns_connections_idle_total",
            "TCP connections closed because they sent no query for too long",
            counters::connectionsIdle),
        Metric.counter(
            "herald_dns_slow_turned_away_total",
            "Transfers, signed and forwarded queries refused because the queue was full",
            counters::slowTurnedAway),
        handshakes("done", counters::handshakes),
        handshakes("failed", counters::handshakesFailed),
        handshakes("turned_away", counters::handshakesTurnedAway),
        rateLimited("cut", counters::rateCut),
        rateLimited("dropped", counters::rateDropped));
  }

  private static Metric queries(String type, DoubleSupplier count) {
    return Metric.counter(
        "herald_dns_queries_total", "Queries, by the type asked for", count, "type", type);
  }

  private static Metric replies(String transport, String rcode, DoubleSupplier count) {
    return Metric.counter(
        "herald_dns_replies_total",
        "Replies sent, by response code",
        count,
        "transport",
        transport,
        "rcode",
        rcode);
  }

  private static Metric handshakes(String result, DoubleSupplier count) {
    return Metric.counter(
        "herald_dns_handshakes_total",
        "TLS handshakes, by how they ended",
        count,
        "result",
        result);
  }

  private static Metric rateLimited(String result, DoubleSupplier count) {
    return Metric.counter(
        "herald_dns_rate_limited_total",
        "UDP replies above responseRateLimit: truncated to TC alone, or dropped",
        count,
        "result",
        result);
  }
}
