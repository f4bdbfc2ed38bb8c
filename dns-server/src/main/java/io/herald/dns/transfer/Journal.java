package io.herald.dns.transfer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.zone.ZoneChange;
import io.herald.dns.zone.ZoneListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The zone's latest changes, serial by serial, for incremental transfers (RFC 1995). In memory and
 * bounded by the number of records that it holds: the oldest changes are dropped first, and a
 * client with an older serial gets the whole zone. Thread-safe.
 */
public final class Journal implements ZoneListener {

  /** One step from a serial to the next. */
  record Step(long from, long to, PackedRecords removed, PackedRecords added) {

    private static Step of(long from, ZoneChange change) {
      return new Step(
          from,
          change.serial(),
          PackedRecords.of(change.removed()),
          PackedRecords.of(change.added()));
    }

    int records() {
      return removed.count() + added.count();
    }
  }

  private final int capacity;

  @GuardedBy("this")
  private final Deque<Step> steps = new ArrayDeque<>();

  @GuardedBy("this")
  private int records;

  /**
   * An empty journal.
   *
   * @param capacity how many records it holds at most; 0 keeps nothing, so that every transfer is a
   *     whole one
   */
  public Journal(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("journal capacity = " + capacity + "; give 0 or more");
    }
    this.capacity = capacity;
  }

  @Override
  public synchronized void changed(long before, ZoneChange change) {
    if (capacity > 0) {
      add(Step.of(before, change));
    }
  }

  private synchronized void add(Step step) {
    steps.addLast(step);
    records += step.records();
    while (records > capacity) {
      records -= steps.removeFirst().records();
    }
  }

  /**
   * Becomes the journal of a zone that takes another's place: what that one's journal holds, then
   * the step from the one to the other. Its own steps are dropped: no secondary has seen them.
   *
   * @param serial the other zone's
   * @param difference between the two; empty if unknown: the journal is empty then
   */
  public void continueFrom(Journal before, long serial, Optional<ZoneChange> difference) {
    List<Step> known = before.steps();
    synchronized (this) {
      steps.clear();
      records = 0;
      if (difference.isPresent()) {
        known.forEach(this::add);
        changed(serial, difference.get());
      }
    }
  }

  private synchronized List<Step> steps() {
    return List.copyOf(steps);
  }

  /**
   * The steps that lead from {@code serial} to the newest one, oldest first; empty if the journal
   * doesn't reach back to it.
   */
  synchronized Optional<List<Step>> since(long serial) {
    List<Step> found = new ArrayList<>();
    for (Step step : steps) {
      if (!found.isEmpty() || step.from() == serial) {
        found.add(step);
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(found));
  }

  /** How many records it holds now. */
  public synchronized int records() {
    return records;
  }
}
