package io.herald.dns.server;

import static java.util.Objects.requireNonNull;

import io.herald.dns.naming.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneChange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the naming writes, into the zone. Until the zone is loaded a batch goes in piecemeal, so
 * that a large first picture is never in memory as records; from then on it is one change with one
 * serial. Counts the zone's records along the way.
 */
final class ZoneFeed implements ZoneWriter {

  private static final Logger log = LoggerFactory.getLogger(ZoneFeed.class);

  private static final int PIECE = 2000;

  private final Zone zone;
  private final Map<RecordType, LongAdder> records = new EnumMap<>(RecordType.class);

  ZoneFeed(Zone zone) {
    this.zone = requireNonNull(zone, "zone");
    for (RecordType type : RecordType.values()) {
      records.put(type, new LongAdder());
    }
  }

  @Override
  public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
    if (zone.isLoaded()) {
      write(list(removed), list(added));
      return;
    }
    inPieces(removed, piece -> write(piece, List.of()));
    inPieces(added, piece -> write(List.of(), piece));
  }

  @Override
  public void loaded() {
    zone.markLoaded();
    log.info(
        "zone {} is loaded: serial {}, records {}", zone.index().apex(), zone.serial(), records());
  }

  /** Records of the zone by type; a type without one is not there. */
  Map<RecordType, Long> records() {
    Map<RecordType, Long> counts = new EnumMap<>(RecordType.class);
    records.forEach(
        (type, count) -> {
          if (count.sum() > 0) {
            counts.put(type, count.sum());
          }
        });
    return counts;
  }

  private void write(List<Contribution> removed, List<Contribution> added) {
    ZoneChange change = zone.apply(removed, added);
    for (ResourceRecord record : change.removed()) {
      requireNonNull(records.get(record.type())).decrement();
    }
    for (ResourceRecord record : change.added()) {
      requireNonNull(records.get(record.type())).increment();
    }
  }

  private static List<Contribution> list(Iterable<Contribution> contributions) {
    List<Contribution> list = new ArrayList<>();
    contributions.forEach(list::add);
    return list;
  }

  private static void inPieces(
      Iterable<Contribution> contributions, Consumer<List<Contribution>> take) {
    List<Contribution> piece = new ArrayList<>();
    for (Contribution contribution : contributions) {
      piece.add(contribution);
      if (piece.size() == PIECE) {
        take.accept(piece);
        piece = new ArrayList<>();
      }
    }
    if (!piece.isEmpty()) {
      take.accept(piece);
    }
  }
}
