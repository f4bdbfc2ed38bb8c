package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.ResourceRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;

/** Counts references, as the zone does. */
final class CountingZone implements ZoneWriter {
  final Map<ResourceRecord, Integer> counts = new HashMap<>();
  int lastRemoved;
  int lastAdded;
  int loads;

  @Override
  public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
    lastRemoved = 0;
    lastAdded = 0;
    for (Contribution contribution : added) {
      lastAdded++;
      contribution.records().forEach(record -> counts.merge(record, 1, Integer::sum));
    }
    for (Contribution contribution : removed) {
      lastRemoved++;
      for (ResourceRecord record : contribution.records()) {
        assertThat(counts).containsKey(record);
        counts.computeIfPresent(record, (r, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  @Override
  public void loaded() {
    loads++;
  }

  SortedSet<String> text() {
    return Cluster.text(counts.keySet());
  }
}
