package io.herald.catalog;

import io.herald.catalog.SourceStatus.Reading;
import io.herald.runtime.metrics.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What {@code /metrics} publishes of a source. */
public final class SourceMetrics {

  private static final String SOURCE = "source";

  private SourceMetrics() {}

  /** The rows of a status, read at {@code now}. */
  public static List<Metric> of(SourceStatus status, Instant now) {
    List<Metric> rows = new ArrayList<>();
    rows.add(
        gauge(
            status,
            "herald_source_stale",
            "1 while a source has only the snapshot that an earlier process saved",
            () -> status.stale() ? 1 : 0));
    rows.add(
        gauge(
            status,
            "herald_source_connected",
            "1 while the connection to a source is up",
            () -> status.connected() ? 1 : 0));
    rows.add(
        gauge(
            status,
            "herald_source_heard_age_seconds",
            "Seconds since the last message from a source",
            () -> Metric.secondsSince(status.lastHeard(), now)));
    rows.add(
        gauge(
            status,
            "herald_source_snapshot_age_seconds",
            "Seconds since a source gave its last full snapshot",
            () -> Metric.secondsSince(status.lastSnapshot(), now)));
    rows.add(
        gauge(
            status,
            "herald_source_picture_age_seconds",
            "Old name of herald_source_snapshot_age_seconds",
            () -> Metric.secondsSince(status.lastSnapshot(), now)));
    rows.add(
        gauge(
            status,
            "herald_source_worst_age_seconds",
            "How old the facts may be that a source reports in no event",
            () -> Metric.secondsSince(status.reading().map(Reading::asOf), now)));
    rows.add(
        gauge(
            status,
            "herald_source_recovering",
            "Agents known from before a failover that have not re-registered",
            status::recovering));
    rows.add(
        gauge(
            status,
            "herald_source_skipped",
            "Old name of herald_source_entities_skipped_total",
            () -> skipped(status)));
    rows.add(
        Metric.counter(
            "herald_source_entities_skipped_total",
            "Entities that could not be read",
            () -> skipped(status),
            SOURCE,
            status.name()));
    status
        .events()
        .forEach(
            (type, count) ->
                rows.add(
                    Metric.counter(
                        "herald_source_events_total",
                        "Events received from a source",
                        () -> count,
                        SOURCE,
                        status.name(),
                        "type",
                        type)));
    status.faults().forEach((kind, fault) -> rows.addAll(faults(status.name(), kind, fault)));
    return rows;
  }

  private static List<Metric> faults(String source, String kind, SourceStatus.Fault fault) {
    return List.of(
        Metric.counter(
            "herald_source_faults_total",
            "Faults of a source, by kind",
            fault::count,
            SOURCE,
            source,
            "kind",
            kind),
        Metric.gauge(
            "herald_source_faulty",
            "1 while a fault of that kind lasts",
            () -> fault.since().isPresent() ? 1 : 0,
            SOURCE,
            source,
            "kind",
            kind));
  }

  private static Metric gauge(SourceStatus status, String name, String help, DoubleSupplier value) {
    return Metric.gauge(name, help, value, SOURCE, status.name());
  }

  private static double skipped(SourceStatus status) {
    return status.skipped().values().stream().mapToLong(Long::longValue).sum();
  }
}
