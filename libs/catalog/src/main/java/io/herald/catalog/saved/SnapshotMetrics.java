package io.herald.catalog.saved;

import io.herald.catalog.SourceStatus.Fault;
import io.herald.runtime.metrics.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code /metrics} publishes of a saved snapshot: each row also under the name that it had
 * before, {@code herald_picture_…}.
 */
public final class SnapshotMetrics {

  private static final List<String> PREFIXES = List.of("herald_snapshot_", "herald_picture_");

  private SnapshotMetrics() {}

  /** The rows of a status, read at {@code now}. */
  public static List<Metric> of(SnapshotStatus status, Instant now) {
    List<Metric> rows = new ArrayList<>();
    for (String prefix : PREFIXES) {
      rows.add(
          Metric.gauge(
              prefix + "saved_age_seconds",
              "Seconds since this process last saved the snapshot",
              () -> Metric.secondsSince(status.saved(), now)));
      rows.add(Metric.gauge(prefix + "bytes", "Length of the saved snapshot", status::bytes));
      status.faults().forEach((kind, fault) -> rows.addAll(faults(prefix, kind, fault)));
    }
    return rows;
  }

  private static List<Metric> faults(String prefix, String kind, Fault fault) {
    return List.of(
        Metric.counter(
            prefix + "faults_total",
            "Faults of the saved snapshot, by kind",
            fault::count,
            "kind",
            kind),
        Metric.gauge(
            prefix + "faulty",
            "1 while a fault of that kind lasts",
            () -> fault.since().isPresent() ? 1 : 0,
            "kind",
            kind));
  }
}
