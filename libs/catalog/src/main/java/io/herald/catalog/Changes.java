package io.herald.catalog;

import io.herald.catalog.model.Entity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The order of changes within a batch. */
final class Changes {

  private Changes() {}

  /**
   * What others refer to comes before them when it is added or changed (agents before tasks), and
   * after them when it is removed; otherwise the order stays.
   */
  static List<Change> inOrder(List<Change> changes) {
    if (changes.size() < 2) {
      return changes;
    }
    Map<EntityKind, List<Change>> kept = new EnumMap<>(EntityKind.class);
    Map<EntityKind, List<Change>> removed = new EnumMap<>(EntityKind.class);
    for (Change change : changes) {
      Map<EntityKind, List<Change>> bucket = change instanceof Change.Removed ? removed : kept;
      bucket.computeIfAbsent(EntityKind.of(keyOf(change)), kind -> new ArrayList<>()).add(change);
    }
    List<Change> ordered = new ArrayList<>(changes.size());
    kept.values().forEach(ordered::addAll);
    EntityKind[] kinds = EntityKind.values();
    for (int i = kinds.length - 1; i >= 0; i--) {
      ordered.addAll(removed.getOrDefault(kinds[i], List.of()));
    }
    return ordered;
  }

  private static Entity.Key keyOf(Change change) {
    Optional<Entity> entity = change.after().or(change::before);
    return entity.orElseThrow().key();
  }
}
