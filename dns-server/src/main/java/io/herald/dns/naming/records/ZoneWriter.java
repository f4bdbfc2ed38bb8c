package io.herald.dns.naming.records;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import java.util.Collection;

/** Where the naming writes: the zone, seen from above. Called by one thread at a time. */
public interface ZoneWriter {

  /**
   * Takes contributions out and puts others in, as one change. Both are made while they are read,
   * once each, so that a first picture of a large cluster is never in memory as records.
   */
  void apply(Iterable<Contribution> removed, Iterable<Contribution> added);

  /**
   * These names hold all that they ever will, although the zone is not loaded yet; others that were
   * told of so before do not. Called after what it is about.
   */
  default void complete(Collection<DnsName> names) {}

  /** The zone now holds all there is; called once. */
  void loaded();
}
