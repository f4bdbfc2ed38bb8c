package io.herald.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How the catalog stands at one moment.
 *
 * @param number of the last batch; 0 before the first
 * @param appliedAt when that was; the catalog's start before the first
 * @param awaited names of the sources that have not given their first snapshot
 * @param entities how many of each kind; every kind is there
 */
public record CatalogStatus(
    long number,
    Instant appliedAt,
    List<String> awaited,
    Map<EntityKind, Integer> entities,
    int listeners) {

  public CatalogStatus {
    awaited = List.copyOf(awaited);
    entities = Map.copyOf(entities);
  }

  /** Whether every registered source has given its first snapshot. */
  public boolean complete() {
    return awaited.isEmpty();
  }
}
