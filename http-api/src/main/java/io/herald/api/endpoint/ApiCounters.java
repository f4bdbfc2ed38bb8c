package io.herald.api.endpoint;

import io.herald.runtime.metrics.LatencyHistogram;
import io.herald.runtime.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long documents take to be made, by operation, and how many are in the making. Requests and
 * their statuses are the server's to count. Safe for any thread.
 */
public final class ApiCounters {

  private final Map<String, LatencyHistogram> durations = new ConcurrentSkipListMap<>();
  private final AtomicInteger making = new AtomicInteger();

  void begin() {
    making.incrementAndGet();
  }

  /**
   * A document was made, or was not to be made.
   *
   * @param nanos since it was asked for
   */
  void end(String operation, long nanos) {
    making.decrementAndGet();
    durations.computeIfAbsent(operation, key -> new LatencyHistogram()).add(nanos);
  }

  /** What {@code /metrics} publishes of them. */
  public List<Metric> metrics() {
    List<Metric> rows = new ArrayList<>();
    rows.add(
        Metric.gauge(
            "herald_api_documents_in_progress",
            "Documents of /v2 that are being made or wait for a thread",
            making::get));
    durations.forEach(
        (operation, duration) ->
            rows.add(
                Metric.histogram(
                    "herald_api_document_seconds",
                    "How long a document of /v2 took to be made, by operation, waiting for a thread"
                        + " included; of streamed ones, to be taken by the client",
                    duration,
                    "operation",
                    operation)));
    return rows;
  }
}
