package io.herald.dns.server;

import io.herald.dns.naming.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneChange;
import io.herald.runtime.threads.Fatal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Carries the naming's changes into the zone, a large one in pieces: a first picture is never in
 * memory as records. Of a change in pieces all is put in before anything is taken out, so that a
 * name which stays is answered throughout. While one piece is put in by a thread of the common
 * pool, the caller makes the next one.
 */
final class ZoneFeed implements ZoneWriter {

  /** Small enough for what one piece is made of to stay in the processor's caches. */
  private static final int PIECE = 256;

  private final Zone zone;

  /** By number of their type, all below 256; a first picture brings millions, so no boxes. */
  private final long[] records = new long[256];

  ZoneFeed(Zone zone) {
    this.zone = zone;
  }

  @Override
  public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
    Iterator<Contribution> in = added.iterator();
    List<Contribution> entering = next(in);
    while (in.hasNext()) {
      List<Contribution> piece = entering;
      CompletableFuture<Void> applied = CompletableFuture.runAsync(() -> apply(List.of(), piece));
      entering = next(in);
      await(applied);
    }
    Iterator<Contribution> out = removed.iterator();
    do {
      apply(next(out), entering);
      entering = List.of();
    } while (out.hasNext());
  }

  private static void await(CompletableFuture<Void> step) {
    try {
      step.join();
    } catch (CompletionException e) {
      Fatal.escalate(e);
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void complete(Collection<DnsName> names) {
    zone.answerEarly(names);
  }

  @Override
  public void loaded() {
    zone.markLoaded();
  }

  /** Whether names like this one are this zone's. */
  boolean holds(DnsName owner) {
    return owner.isAtOrBelow(zone.index().apex());
  }

  /** How many records the zone holds, by type; without SOA and NS. */
  synchronized Map<RecordType, Long> records() {
    Map<RecordType, Long> counts = new EnumMap<>(RecordType.class);
    for (RecordType type : RecordType.values()) {
      if (records[type.number()] != 0) {
        counts.put(type, records[type.number()]);
      }
    }
    return counts;
  }

  private void apply(List<Contribution> removed, List<Contribution> added) {
    ZoneChange change = zone.apply(removed, added);
    synchronized (this) {
      change.removed().forEach(record -> records[record.type().number()]--);
      change.added().forEach(record -> records[record.type().number()]++);
    }
  }

  private static List<Contribution> next(Iterator<Contribution> contributions) {
    List<Contribution> piece = new ArrayList<>();
    while (piece.size() < PIECE && contributions.hasNext()) {
      piece.add(contributions.next());
    }
    return piece;
  }
}
