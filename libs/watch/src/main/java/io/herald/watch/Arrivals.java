package io.herald.watch;

import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When instances came that were not there at the start. One thread at a time notes them, under the
 * log's lock; any thread reads.
 */
final class Arrivals {

  private final Map<Task.Id, Instant> dates = new ConcurrentHashMap<>();

  /** One that moves to another service leaves it first, and so comes anew. */
  void note(LoggedChange change, Instant date) {
    Instance old = change.old();
    Instance now = change.now();
    if (now == null && old != null) {
      dates.remove(old.task().key());
    } else if (now != null && old == null) {
      dates.put(now.task().key(), date);
    }
  }

  /** Empty for one that was there at the start, or is gone. */
  Optional<Instant> of(Instance instance) {
    return Optional.ofNullable(dates.get(instance.task().key()));
  }
}
