package io.herald.dns.transfer;

import io.herald.runtime.metrics.Metric;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What {@code /metrics} publishes of {@link TransferCounters}. */
public final class TransferMetrics {

  private TransferMetrics() {}

  /** The rows. */
  public static List<Metric> of(TransferCounters counters) {
    return List.of(
        transfers("whole", counters::whole),
        transfers("incremental", counters::incremental),
        transfers("current", counters::current),
        transfers("refused", counters::refused),
        notify("taken", counters::notified),
        notify("repeated", counters::notifyRetries));
  }

  private static Metric transfers(String kind, DoubleSupplier count) {
    return Metric.counter(
        "herald_dns_transfers_total", "Zone transfers, by what was sent", count, "kind", kind);
  }

  private static Metric notify(String result, DoubleSupplier count) {
    return Metric.counter(
        "herald_dns_notify_total",
        "NOTIFY messages, by whether the secondary acknowledged them",
        count,
        "result",
        result);
  }
}
