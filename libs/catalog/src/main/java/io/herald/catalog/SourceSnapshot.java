package io.herald.catalog;

import io.herald.catalog.model.Entity;
import java.time.Instant;
import java.util.List;

/**
 * All that one source holds.
 *
 * @param source as registered with the catalog
 * @param heard when it was last heard; the snapshot was true then
 */
public record SourceSnapshot(String source, Instant heard, List<Entity> entities) {

  public SourceSnapshot {
    entities = List.copyOf(entities);
  }
}
