package io.herald.dns.naming.records;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import java.util.Collection;

/** The zone as the naming writes it. Called by one thread at a time. */
public interface ZoneWriter {

  /**
   * Removes and adds contributions as one change. Both are computed while they are read, once each,
   * so that the first snapshot of a large cluster is never in memory as records.
   */
  void apply(Iterable<Contribution> removed, Iterable<Contribution> added);

  /**
   * The records of these names are complete although the zone is not loaded yet; names given
   * earlier no longer are. Called after their records were added.
   */
  default void complete(Collection<DnsName> names) {}

  /** The zone is complete; called once. */
  void loaded();
}
