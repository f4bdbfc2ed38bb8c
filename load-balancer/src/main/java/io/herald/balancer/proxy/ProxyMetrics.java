package io.herald.balancer.proxy;

import io.herald.balancer.plane.VipKey;
import io.herald.balancer.proxy.choice.BackendPool.Census;
import io.herald.balancer.proxy.choice.ConnectFailure;
import io.herald.balancer.proxy.traffic.VipCounters;
import io.herald.balancer.proxy.traffic.VipCounters.Refusal;
import io.herald.runtime.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The proxy's rows of the metrics page. */
final class ProxyMetrics {

  private ProxyMetrics() {}

  static List<Metric> rows(Map<VipKey, ServedVip> served, ProxyParts parts) {
    List<Metric> rows = new ArrayList<>();
    rows.add(
        Metric.gauge(
            "herald_lb_proxy_places_taken",
            "Connections and UDP sessions that are open, of all VIPs.",
            () -> parts.places().taken()));
    rows.add(
        Metric.gauge(
            "herald_lb_proxy_places",
            "Connections and UDP sessions that may be open at a time.",
            () -> parts.settings().maxConnections()));
    rows.add(
        Metric.histogram(
            "herald_lb_proxy_connect_seconds",
            "Time that connecting to a backend takes.",
            parts.connects()));
    served.forEach((key, vip) -> addRows(rows, key, vip));
    return rows;
  }

  private static void addRows(List<Metric> rows, VipKey key, ServedVip vip) {
    String[] labels = {"vip", ServedVip.text(key), "protocol", key.protocol().text()};
    VipCounters counters = vip.counters();
    rows.add(
        Metric.gauge(
            "herald_lb_proxy_connections_open",
            "Connections, or UDP sessions, that are open.",
            counters.open::get,
            labels));
    rows.add(
        Metric.counter(
            "herald_lb_proxy_connections_total",
            "Connections, or UDP sessions, that were accepted.",
            counters.accepted::sum,
            labels));
    rows.add(
        Metric.counter(
            "herald_lb_proxy_idle_total",
            "Connections, or UDP sessions, that ended because nothing passed for too long.",
            counters.idle::sum,
            labels));
    rows.add(
        Metric.counter(
            "herald_lb_proxy_received_bytes_total",
            "Bytes from clients.",
            counters.received::sum,
            labels));
    rows.add(
        Metric.counter(
            "herald_lb_proxy_sent_bytes_total",
            "Bytes from backends, for clients.",
            counters.sent::sum,
            labels));
    rows.add(
        Metric.counter(
            "herald_lb_proxy_dropped_total",
            "UDP datagrams that could not be passed on.",
            counters.dropped::sum,
            labels));
    for (Refusal refusal : Refusal.values()) {
      rows.add(
          Metric.counter(
              "herald_lb_proxy_refused_total",
              "Clients that were turned away.",
              () -> counters.of(refusal).sum(),
              and(labels, "reason", refusal.text())));
    }
    for (ConnectFailure failure : ConnectFailure.values()) {
      rows.add(
          Metric.counter(
              "herald_lb_proxy_connect_failures_total",
              "Connects to backends that failed; the next backend was tried.",
              () -> counters.of(failure).sum(),
              and(labels, "reason", failure.text())));
    }
    Census census = vip.census();
    rows.add(backends(census.up(), "up", labels));
    rows.add(backends(census.draining(), "draining", labels));
    rows.add(backends(census.ejected(), "ejected", labels));
    rows.add(backends(census.down(), "down", labels));
  }

  private static Metric backends(int count, String state, String... labels) {
    return Metric.gauge(
        "herald_lb_proxy_backends",
        "Backends by what becomes of new connections to them.",
        () -> count,
        and(labels, "state", state));
  }

  private static String[] and(String[] labels, String key, String value) {
    String[] all = java.util.Arrays.copyOf(labels, labels.length + 2);
    all[labels.length] = key;
    all[labels.length + 1] = value;
    return all;
  }
}
