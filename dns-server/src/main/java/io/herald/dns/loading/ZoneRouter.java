package io.herald.dns.loading;

import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.RecordPicks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Carries the naming's changes into several zones: each record into the innermost zone of its
 * owner, and if there is a second domain, into that as well. For one thread at a time.
 */
public final class ZoneRouter implements ZoneWriter {

  private final List<ZoneLoader> zones;

  /** The same, those that lie in others before these. */
  private final List<ZoneLoader> innermostFirst;

  private final Optional<SecondDomain> second;
  private final ChangeChunks chunks;

  /**
   * @param zones the domain's first, which gets what is in none of them, and refuses it
   * @param second where the first one's records are once more
   * @param thread puts the pieces of large changes in
   */
  public ZoneRouter(List<ZoneLoader> zones, Optional<DnsName> second, Executor thread) {
    this.zones = List.copyOf(zones);
    DnsName domain = zones.get(0).apex();
    this.second = second.map(other -> new SecondDomain(domain, other));
    this.chunks = new ChangeChunks(thread);
    this.innermostFirst =
        zones.stream()
            .sorted(Comparator.comparing((ZoneLoader zone) -> zone.apex().labels()).reversed())
            .toList();
  }

  @Override
  public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
    chunks.apply(removed, added, this::applyPiece);
  }

  private void applyPiece(List<Contribution> removed, List<Contribution> added) {
    List<List<Contribution>> out = split(removed);
    List<List<Contribution>> in = split(added);
    for (int i = 0; i < zones.size(); i++) {
      if (!out.get(i).isEmpty() || !in.get(i).isEmpty()) {
        zones.get(i).applyPiece(out.get(i), in.get(i));
      }
    }
  }

  /** For each zone what is its own. */
  private List<List<Contribution>> split(List<Contribution> contributions) {
    List<List<Contribution>> split =
        Stream.generate(() -> (List<Contribution>) new ArrayList<Contribution>())
            .limit(zones.size())
            .toList();
    for (Contribution contribution : contributions) {
      split(contribution, split);
      second.ifPresent(domain -> split(domain.twin(contribution), split));
    }
    return split;
  }

  private void split(Contribution contribution, List<List<Contribution>> split) {
    PackedRecords records = contribution.records();
    if (records.isEmpty()) {
      return;
    }
    ZoneLoader first = zoneOf(records, 0);
    if (areIn(first, records)) {
      split.get(zones.indexOf(first)).add(contribution);
      return;
    }
    for (int i = 0; i < zones.size(); i++) {
      RecordPicks there = new RecordPicks();
      for (int j = 0; j < records.size(); j++) {
        if (zoneOf(records, j) == zones.get(i)) {
          there.add(records, j);
        }
      }
      if (there.size() > 0) {
        split.get(i).add(contribution.with(there.take()));
      }
    }
  }

  private boolean areIn(ZoneLoader zone, PackedRecords records) {
    for (int i = 0; i < records.size(); i++) {
      if (zoneOf(records, i) != zone) {
        return false;
      }
    }
    return true;
  }

  private ZoneLoader zoneOf(PackedRecords records, int index) {
    for (ZoneLoader zone : innermostFirst) {
      if (records.isAtOrBelow(index, zone.apex())) {
        return zone;
      }
    }
    return zones.get(0);
  }

  private ZoneLoader zoneOf(DnsName owner) {
    for (ZoneLoader zone : innermostFirst) {
      if (owner.isAtOrBelow(zone.apex())) {
        return zone;
      }
    }
    return zones.get(0);
  }

  @Override
  public void complete(Collection<DnsName> names) {
    List<DnsName> all =
        Stream.concat(
                names.stream(),
                second.stream().flatMap(domain -> names.stream().flatMap(domain::twins)))
            .toList();
    for (ZoneLoader zone : zones) {
      List<DnsName> there = all.stream().filter(name -> zoneOf(name) == zone).toList();
      if (!there.isEmpty()) {
        zone.complete(there);
      }
    }
  }

  @Override
  public void loaded() {
    zones.forEach(ZoneLoader::loaded);
  }
}
