package io.herald.catalog;

import java.time.Instant;
import java.util.List;

/**
 * Changes that were applied together.
 *
 * @param number rises by one from batch to batch
 * @param snapshot true for the first batch that a listener gets: the whole snapshot, all of it
 *     added
 * @param complete false until every source has given its first snapshot; what isn't there may yet
 *     come
 */
public record ChangeBatch(
    long number, Instant appliedAt, boolean snapshot, boolean complete, List<Change> changes) {

  public ChangeBatch {
    changes = List.copyOf(changes);
  }
}
