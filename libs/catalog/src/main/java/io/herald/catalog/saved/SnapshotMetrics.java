package io.herald.catalog.saved;

import io.herald.runtime.metrics.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What {@code /metrics} publishes of a saved snapshot. */
public final class SnapshotMetrics {

  private SnapshotMetrics() {}

  /** The rows of a status, read at {@code now}. */
  public static List<Metric> of(SnapshotStatus status, Instant now) {
    List<Metric> rows = new ArrayList<>();
    rows.add(
        Metric.gauge(
            "herald_picture_saved_age_seconds",
            "Seconds since this process last saved the snapshot",
            () -> Metric.secondsSince(status.saved(), now)));
    rows.add(Metric.gauge("herald_picture_bytes", "Length of the saved snapshot", status::bytes));
    status
        .faults()
        .forEach(
            (kind, fault) -> {
              rows.add(
                  Metric.counter(
                      "herald_picture_faults_total",
                      "Faults of the saved snapshot, by kind",
                      fault::count,
                      "kind",
                      kind));
              rows.add(
                  Metric.gauge(
                      "herald_picture_faulty",
                      "1 while a fault of that kind lasts",
                      () -> fault.since().isPresent() ? 1 : 0,
                      "kind",
                      kind));
            });
    return rows;
  }
}
