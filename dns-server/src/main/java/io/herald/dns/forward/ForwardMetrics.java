package io.herald.dns.forward;

import io.herald.runtime.metrics.Metric;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What {@code /metrics} publishes of {@link ForwardCounters}. */
public final class ForwardMetrics {

  private ForwardMetrics() {}

  /** The rows. */
  public static List<Metric> of(ForwardCounters counters) {
    return List.of(
        forwarded("taken", counters::questions),
        forwarded("cached", counters::cached),
        forwarded("upstream", counters::asked),
        forwarded("failed", counters::failed),
        forwarded("refused", counters::refused),
        forwarded("overload", counters::overload),
        Metric.counter(
            "herald_dns_forward_strays_total",
            "Datagrams from upstream addresses that answered none of our questions",
            counters::strays));
  }

  private static Metric forwarded(String kind, DoubleSupplier count) {
    return Metric.counter(
        "herald_dns_forwarded_total",
        "Questions about names outside our zones, by how they were handled",
        count,
        "kind",
        kind);
  }
}
