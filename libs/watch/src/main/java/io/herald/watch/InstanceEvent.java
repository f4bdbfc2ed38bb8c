package io.herald.watch;

import static java.util.Objects.requireNonNull;

import io.herald.services.instance.Instance;
import java.time.Instant;

/**
 * One instance that came, changed or went, as a filter sees it: one that changes so that it matches
 * from now on is added, one that doesn't match any more is removed. An instance that moves to
 * another service is removed from the one and added to the other, in this order.
 *
 * @param revision of this event alone; a watch can resume after it
 * @param instance as it is now; if it was removed, as it was last
 * @param at when the log took it, by the log's clock
 */
public record InstanceEvent(long revision, Kind kind, Instance instance, Instant at) {

  /** What happened. */
  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED
  }

  public InstanceEvent {
    requireNonNull(kind, "kind");
    requireNonNull(instance, "instance");
    requireNonNull(at, "at");
  }
}
