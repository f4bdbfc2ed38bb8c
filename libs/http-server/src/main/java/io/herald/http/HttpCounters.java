package io.herald.http;

import com.linecorp.armeria.server.Route;
import io.herald.runtime.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Connections and requests of HTTP servers since the process started. Safe for any thread. */
public final class HttpCounters {

  final LongAdder accepted = new LongAdder();
  final LongAdder forbidden = new LongAdder();
  final LongAdder turnedAway = new LongAdder();
  final LongAdder madeRoom = new LongAdder();
  final AtomicInteger open = new AtomicInteger();

  private final Map<Requests, LongAdder> requests = new ConcurrentHashMap<>();

  private final Map<Refused, LongAdder> refused = new ConcurrentHashMap<>();

  /** Refusals of one series. */
  private record Refused(AccessGroup group, String reason) {}

  void countRefusal(AccessGroup group, Refusal refusal) {
    refused
        .computeIfAbsent(new Refused(group, refusal.reason()), key -> new LongAdder())
        .increment();
  }

  /** Requests of one series. */
  private record Requests(String path, int code) {}

  /** Counts a request by its route, so that no client's paths make series, and its status. */
  public void countRequest(Route route, int code) {
    String path = route.isFallback() ? "other" : route.patternString();
    requests.computeIfAbsent(new Requests(path, code), key -> new LongAdder()).increment();
  }

  /** What {@code /metrics} publishes of them. */
  public List<Metric> metrics() {
    List<Metric> rows = new ArrayList<>();
    rows.add(connections("accepted", accepted));
    rows.add(connections("forbidden", forbidden));
    rows.add(connections("turned_away", turnedAway));
    rows.add(connections("made_room", madeRoom));
    rows.add(
        Metric.gauge(
            "herald_http_connections_open", "Open connections to the HTTP API", open::get));
    requests.forEach(
        (series, count) ->
            rows.add(
                Metric.counter(
                    "herald_http_requests_total",
                    "Requests of the HTTP API, by route and status",
                    count::sum,
                    "path",
                    series.path(),
                    "code",
                    Integer.toString(series.code()))));
    refused.forEach(
        (series, count) ->
            rows.add(
                Metric.counter(
                    "herald_http_refused_total",
                    "Requests of the HTTP API that were refused, by group of routes and the rule",
                    count::sum,
                    "group",
                    series.group().text(),
                    "reason",
                    series.reason())));
    return rows;
  }

  private static Metric connections(String result, LongAdder count) {
    return Metric.counter(
        "herald_http_connections_total",
        "Connections to the HTTP API, by what the server did with them",
        count::sum,
        "result",
        result);
  }
}
