package io.herald.dns.transfer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.record.PackedRecords;
import io.herald.dns.zone.ZoneChange;
import io.herald.dns.zone.ZoneListener;
import io.herald.dns.zone.slab.ReadEpochs;
import io.herald.dns.zone.slab.Slabs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The zone's latest changes, serial by serial, for incremental transfers (RFC 1995). In memory and
 * bounded by the number of records that it holds: the oldest changes are dropped first, and a
 * client with an older serial gets the whole zone. Thread-safe.
 *
 * <p>A change is kept for seconds or for days, and read hardly ever: it is bytes in {@link Slabs},
 * whose memory the next ones get.
 */
public final class Journal implements ZoneListener {

  /** One step from a serial to the next. */
  record Step(long from, long to, PackedRecords removed, PackedRecords added) {}

  /**
   * A step as it is kept: where, how many records, and how many bytes they take.
   *
   * @param address of the removed ones' bytes, with the added ones' behind them
   */
  private record Kept(
      long from, long to, int address, int removed, int removedBytes, int added, int addedBytes) {

    int records() {
      return removed + added;
    }
  }

  /** What is kept from one step to the next of where they are put together, in bytes. */
  private static final int MOST_PACKED = 1 << 20;

  private final int capacity;

  @GuardedBy("this")
  private final Deque<Kept> steps = new ArrayDeque<>();

  /** Read under the lock alone, so nobody enters its epochs. */
  @GuardedBy("this")
  private final Slabs slabs = new Slabs(new ReadEpochs());

  /** Where a step is put together. */
  @GuardedBy("this")
  private byte[] packed = {};

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
      add(before, change.serial(), change.removed(), change.added());
    }
  }

  @GuardedBy("this")
  private void add(long from, long to, PackedRecords removed, PackedRecords added) {
    int removedBytes = removed.writtenLength();
    int addedBytes = added.writtenLength();
    int length = Math.addExact(removedBytes, addedBytes);
    byte[] bytes = length <= packed.length ? packed : new byte[length];
    removed.write(bytes, 0);
    added.write(bytes, removedBytes);
    packed = bytes.length <= MOST_PACKED ? bytes : packed;
    // A block has a byte at least.
    int address = slabs.store(bytes.length == 0 ? new byte[1] : bytes, 0, Math.max(1, length));
    steps.addLast(
        new Kept(from, to, address, removed.size(), removedBytes, added.size(), addedBytes));
    records += removed.size() + added.size();
    while (records > capacity) {
      drop();
    }
    slabs.settle();
  }

  @GuardedBy("this")
  private void drop() {
    Kept oldest = steps.removeFirst();
    records -= oldest.records();
    slabs.retire(oldest.address());
  }

  @GuardedBy("this")
  private Step read(Kept kept) {
    byte[] bytes = slabs.array(kept.address());
    int start = Slabs.offset(kept.address());
    int middle = start + kept.removedBytes();
    return new Step(
        kept.from(),
        kept.to(),
        PackedRecords.read(bytes, start, middle, kept.removed()),
        PackedRecords.read(bytes, middle, middle + kept.addedBytes(), kept.added()));
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
      while (!steps.isEmpty()) {
        drop();
      }
      slabs.settle();
      if (difference.isPresent()) {
        for (Step step : known) {
          add(step.from(), step.to(), step.removed(), step.added());
        }
        changed(serial, difference.get());
      }
    }
  }

  private synchronized List<Step> steps() {
    List<Step> all = new ArrayList<>();
    for (Kept kept : steps) {
      all.add(read(kept));
    }
    return all;
  }

  /**
   * The steps that lead from {@code serial} to the newest one, oldest first, copied; empty if the
   * journal doesn't reach back to it.
   */
  synchronized Optional<List<Step>> since(long serial) {
    List<Step> found = new ArrayList<>();
    for (Kept kept : steps) {
      if (!found.isEmpty() || kept.from() == serial) {
        found.add(read(kept));
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(found));
  }

  /** How many records it holds now. */
  public synchronized int records() {
    return records;
  }
}
