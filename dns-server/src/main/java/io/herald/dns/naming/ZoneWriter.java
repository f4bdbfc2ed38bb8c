package io.herald.dns.naming;

import io.herald.dns.record.Contribution;

/** Where the naming writes: the zone, seen from above. Called by one thread at a time. */
public interface ZoneWriter {

  /**
   * Takes contributions out and puts others in, as one change. Both are made while they are read,
   * once each, so that a first picture of a large cluster is never in memory as records.
   */
  void apply(Iterable<Contribution> removed, Iterable<Contribution> added);

  /** The zone now holds all there is; called once. */
  void loaded();
}
