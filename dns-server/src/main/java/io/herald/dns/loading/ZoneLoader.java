package io.herald.dns.loading;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.RecordType;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneChange;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Carries the naming's changes into one zone, a large one in {@link ChangeChunks}, and counts the
 * zone's records. Changes come from one thread at a time; any thread may read the counts.
 */
public final class ZoneLoader implements ZoneWriter {

  private final Zone zone;
  private final ChangeChunks chunks;

  /** By number of their type, all below 256; a first snapshot brings millions, so no boxes. */
  @GuardedBy("this")
  private final long[] records = new long[256];

  /**
   * @param thread puts the pieces of large changes in
   */
  public ZoneLoader(Zone zone, Executor thread) {
    this.zone = zone;
    this.chunks = new ChangeChunks(thread);
  }

  @Override
  public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
    chunks.apply(removed, added, this::applyPiece);
  }

  @Override
  public void complete(Collection<DnsName> names) {
    zone.answerEarly(names);
  }

  @Override
  public void loaded() {
    zone.markLoaded();
  }

  /** The zone's own name. */
  public DnsName apex() {
    return zone.index().apex();
  }

  /** How many records the zone holds, by type; without SOA and NS. */
  public synchronized Map<RecordType, Long> records() {
    Map<RecordType, Long> counts = new EnumMap<>(RecordType.class);
    for (RecordType type : RecordType.values()) {
      if (records[type.number()] != 0) {
        counts.put(type, records[type.number()]);
      }
    }
    return counts;
  }

  @GuardedBy("this")
  private void count(PackedRecords some, int by) {
    for (int i = 0; i < some.size(); i++) {
      records[some.type(i)] += by;
    }
  }

  /** A change that is small enough to be one. */
  void applyPiece(List<Contribution> removed, List<Contribution> added) {
    ZoneChange change = zone.apply(removed, added);
    synchronized (this) {
      count(change.removed(), -1);
      count(change.added(), 1);
    }
  }
}
