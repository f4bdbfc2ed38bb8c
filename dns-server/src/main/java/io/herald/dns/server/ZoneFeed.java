package io.herald.dns.server;

import io.herald.dns.naming.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.zone.Zone;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Carries the naming's changes into the zone, a large one in pieces: a first picture is never in
 * memory as records. Of a change in pieces all is put in before anything is taken out, so that a
 * name which stays is answered throughout.
 */
final class ZoneFeed implements ZoneWriter {

  private static final int PIECE = 4096;

  private final Zone zone;

  ZoneFeed(Zone zone) {
    this.zone = zone;
  }

  @Override
  public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
    Iterator<Contribution> in = added.iterator();
    List<Contribution> entering = next(in);
    while (in.hasNext()) {
      zone.apply(List.of(), entering);
      entering = next(in);
    }
    Iterator<Contribution> out = removed.iterator();
    do {
      zone.apply(next(out), entering);
      entering = List.of();
    } while (out.hasNext());
  }

  @Override
  public void loaded() {
    zone.markLoaded();
  }

  private static List<Contribution> next(Iterator<Contribution> contributions) {
    List<Contribution> piece = new ArrayList<>();
    while (piece.size() < PIECE && contributions.hasNext()) {
      piece.add(contributions.next());
    }
    return piece;
  }
}
