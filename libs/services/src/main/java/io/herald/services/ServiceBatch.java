package io.herald.services;

import io.herald.services.instance.LocatedChange;
import io.herald.services.instance.ServiceKey;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Changes that were applied together.
 *
 * @param revision rises by one from batch to batch
 * @param appliedAt when the catalog last changed
 * @param snapshot true for the first batch that a listener gets: everything, all of it added
 * @param complete false until every source has given its first snapshot; what isn't there may yet
 *     come
 * @param changes one for each entity that is reached, or described, otherwise than before
 * @param services that these touch, each once
 */
public record ServiceBatch(
    long revision,
    Instant appliedAt,
    boolean snapshot,
    boolean complete,
    List<LocatedChange> changes,
    List<ServiceChange> services) {

  public ServiceBatch {
    changes = List.copyOf(changes);
    services = List.copyOf(services);
  }

  /** The services that the batch touches. */
  public Set<ServiceKey> touched() {
    Set<ServiceKey> touched = new LinkedHashSet<>();
    services.forEach(change -> touched.add(change.service()));
    return touched;
  }
}
