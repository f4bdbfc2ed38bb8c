package io.herald.dns.http;

import io.herald.catalog.CatalogMetrics;
import io.herald.catalog.SourceMetrics;
import io.herald.catalog.saved.SnapshotMetrics;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.record.RecordType;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.ProblemKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code /metrics} publishes of the server's status. */
final class ServiceMetrics {

  private ServiceMetrics() {}

  /** The rows of a status, read at {@code now}. */
  static List<Metric> of(ServiceStatus status, Instant now) {
    List<Metric> rows = new ArrayList<>();
    rows.addAll(zone(status));
    rows.addAll(CatalogMetrics.of(status.catalog(), now));
    rows.add(
        Metric.gauge(
            "herald_catalog_heard_age_seconds",
            "How old the served data may be: seconds since the last message from the source that"
                + " has been silent for longest",
            () -> Metric.secondsSince(status.oldest(), now)));
    status.sources().forEach(source -> rows.addAll(SourceMetrics.of(source, now)));
    status.saved().ifPresent(saved -> rows.addAll(SnapshotMetrics.of(saved, now)));
    rows.addAll(configuration(status.configuration(), now));
    return rows;
  }

  private static List<Metric> zone(ServiceStatus status) {
    List<Metric> rows = new ArrayList<>();
    rows.add(
        Metric.gauge(
            "herald_zone_loaded",
            "1 once queries are answered from the zone",
            () -> status.loaded() ? 1 : 0));
    rows.add(Metric.gauge("herald_zone_serial", "The zone's SOA serial", status::serial));
    for (RecordType type : RecordType.values()) {
      // The zone has one SOA and one NS.
      if (type != RecordType.SOA && type != RecordType.NS) {
        rows.add(
            Metric.gauge(
                "herald_zone_records",
                "Records of the zone",
                () -> status.records().getOrDefault(type, 0L),
                "type",
                type.name()));
      }
    }
    for (ProblemKind kind : NameProblem.REPORTED) {
      rows.add(
          Metric.gauge(
              "herald_naming_problems",
              "Names and ports of the present entities that can't be served",
              () -> status.problems().getOrDefault(kind, 0),
              "kind",
              kind.text()));
    }
    return rows;
  }

  private static List<Metric> configuration(ConfigStatus status, Instant now) {
    return List.of(
        Metric.gauge(
            "herald_config_refused",
            "1 while the configuration read last is refused",
            () -> status.refused().isPresent() ? 1 : 0),
        Metric.gauge(
            "herald_config_in_force_age_seconds",
            "Seconds since the configuration in force was loaded",
            () -> Metric.secondsSince(Optional.of(status.inForceSince()), now)),
        reloads("taken", status.reloads()),
        reloads("refused", status.refusals()));
  }

  private static Metric reloads(String result, long count) {
    return Metric.counter(
        "herald_config_reloads_total",
        "Reloads of the configuration since the process started",
        () -> count,
        "result",
        result);
  }
}
