package io.herald.dns.server;

import static java.util.Objects.requireNonNull;

import io.herald.dns.naming.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Carries the naming's changes into several zones: each record into the one that its owner is in.
 * What is not in one of the further zones is the first one's.
 */
final class ZonesFeed implements ZoneWriter {

  private final ZoneFeed first;
  private final List<Further> further;

  /** A further zone's feed and what of the present change is for it. */
  private record Further(ZoneFeed feed, List<Contribution> removed, List<Contribution> added) {

    private Further(ZoneFeed feed) {
      this(feed, new ArrayList<>(), new ArrayList<>());
    }
  }

  ZonesFeed(ZoneFeed first, List<ZoneFeed> further) {
    this.first = requireNonNull(first, "first");
    this.further = further.stream().map(Further::new).toList();
  }

  @Override
  public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
    first.apply(firstOf(removed, true), firstOf(added, false));
    for (Further zone : further) {
      if (!zone.removed.isEmpty() || !zone.added.isEmpty()) {
        zone.feed.apply(zone.removed, zone.added);
        zone.removed.clear();
        zone.added.clear();
      }
    }
  }

  @Override
  public void complete(Collection<DnsName> names) {
    first.complete(names);
  }

  @Override
  public void loaded() {
    first.loaded();
    further.forEach(zone -> zone.feed.loaded());
  }

  /** What is the first zone's, while it is read; the rest is put aside for the others. */
  private Iterable<Contribution> firstOf(Iterable<Contribution> contributions, boolean removed) {
    return () ->
        StreamSupport.stream(contributions.spliterator(), false)
            .map(contribution -> split(contribution, removed))
            .iterator();
  }

  private Contribution split(Contribution contribution, boolean removed) {
    Contribution left = contribution;
    for (Further zone : further) {
      List<ResourceRecord> there =
          left.records().stream().filter(record -> zone.feed.holds(record.owner())).toList();
      if (!there.isEmpty()) {
        (removed ? zone.removed : zone.added).add(new Contribution(there));
        left =
            new Contribution(
                left.records().stream()
                    .filter(record -> !zone.feed.holds(record.owner()))
                    .toList());
      }
    }
    return left;
  }
}
