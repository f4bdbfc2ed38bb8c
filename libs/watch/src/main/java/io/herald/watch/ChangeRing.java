package io.herald.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last entries of the log, a fixed number of them. One thread at a time adds, under the log's
 * lock; any thread reads, without it.
 */
final class ChangeRing {

  private final AtomicReferenceArray<LoggedChange> slots;

  /** Place of the next entry. */
  private volatile long end;

  /** Revision after which the log has everything. */
  private volatile long reachesBackTo;

  /**
   * An empty ring.
   *
   * @param capacity at least 1
   * @param revision up to which everything came before the log
   */
  ChangeRing(int capacity, long revision) {
    this.slots = new AtomicReferenceArray<>(capacity);
    this.reachesBackTo = revision;
  }

  /** Adds an entry, whose place is {@link #end}. */
  void add(LoggedChange change) {
    int slot = slot(change.place());
    LoggedChange evicted = slots.get(slot);
    if (evicted != null) {
      reachesBackTo = evicted.revision();
    }
    slots.set(slot, change);
    end = change.place() + 1;
  }

  /** What came up to this revision isn't in the log; the ring is empty. */
  void beginAfter(long revision) {
    if (end > 0) {
      throw new IllegalStateException("the log has begun");
    }
    reachesBackTo = revision;
  }

  long end() {
    return end;
  }

  long reachesBackTo() {
    return reachesBackTo;
  }

  /** The entry at a place before the {@link #end}; null if it isn't there any more. */
  @Nullable LoggedChange at(long place) {
    LoggedChange change = slots.get(slot(place));
    return change == null || change.place() != place ? null : change;
  }

  /**
   * What a reader with the filter sees of the latest entries, the latest first.
   *
   * @param before only of those with lower revisions; empty: of all
   * @param most how many at most
   */
  List<InstanceEvent> latest(InstanceFilter filter, OptionalLong before, int most) {
    List<InstanceEvent> events = new ArrayList<>();
    for (long place = end - 1; place >= 0 && events.size() < most; place--) {
      LoggedChange change = at(place);
      if (change == null) {
        break;
      }
      if (before.isEmpty() || change.revision() < before.getAsLong()) {
        InstanceEvent event = change.event(filter);
        if (event != null) {
          events.add(event);
        }
      }
    }
    return events;
  }

  /** Place of the entry that follows the one with that revision; under the log's lock. */
  OptionalLong placeAfter(long revision) {
    long low = Math.max(0, end - slots.length());
    long high = end;
    if (revision == reachesBackTo) {
      return OptionalLong.of(low);
    }
    while (low < high) {
      long middle = (low + high) >>> 1;
      LoggedChange change = at(middle);
      if (change == null) {
        throw new IllegalStateException("entry " + middle + " of " + end + " is missing");
      }
      if (change.revision() == revision) {
        return OptionalLong.of(middle + 1);
      } else if (change.revision() < revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return OptionalLong.empty();
  }

  private int slot(long place) {
    return (int) (place % slots.length());
  }
}
