package io.herald.catalog;

import io.herald.runtime.metrics.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code /metrics} publishes of a catalog. */
public final class CatalogMetrics {

  private CatalogMetrics() {}

  /** The rows of a status, read at {@code now}. */
  public static List<Metric> of(CatalogStatus status, Instant now) {
    List<Metric> rows = new ArrayList<>();
    rows.add(
        Metric.counter(
            "herald_catalog_batches_total",
            "Batches of changes since the process started",
            status::number));
    rows.add(
        Metric.gauge(
            "herald_catalog_changed_age_seconds",
            "Seconds since the last change",
            () -> Metric.secondsSince(Optional.of(status.appliedAt()), now)));
    for (EntityKind kind : EntityKind.values()) {
      rows.add(
          Metric.gauge(
              "herald_catalog_entities",
              "Entities in the catalog",
              () -> status.entities().getOrDefault(kind, 0),
              "kind",
              kind.name().toLowerCase(Locale.ROOT)));
    }
    return rows;
  }
}
