package io.herald.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a source stands at one moment.
 *
 * @param name as registered with the catalog
 * @param following how it follows changes now: "stream", "poll", "watch"; empty while it is cut off
 * @param trouble why it is cut off or degraded, as a sentence
 * @param lastHeard when anything was last heard, a heartbeat too; empty before the first time
 * @param lastSnapshot when a full snapshot was last taken
 * @param events how many were heard, by type
 * @param skipped entities left out because they could not be read, by kind
 * @param recovering agents known from before a failover that are not back yet
 * @param stale whether what it holds is a snapshot of an earlier run, because it has none of its
 *     own yet; {@code lastHeard} shows how old that is
 * @param faults what went wrong, by kind: "stream", "zookeeper", "drift"; those that never did are
 *     there too
 * @param reading the last full reading, for what the source reports in no other way
 * @param hint what may be wrong though the source is followed, as a sentence
 * @param session with ZooKeeper; empty if the source needs none
 */
public record SourceStatus(
    String name,
    Optional<String> following,
    Optional<String> trouble,
    Optional<Instant> lastHeard,
    Optional<Instant> lastSnapshot,
    Map<String, Long> events,
    Map<String, Long> skipped,
    int recovering,
    boolean stale,
    Map<String, Fault> faults,
    Optional<Reading> reading,
    Optional<String> hint,
    Optional<ZooKeeperSession> session) {

  public SourceStatus {
    events = Map.copyOf(events);
    skipped = Map.copyOf(skipped);
    faults = Map.copyOf(faults);
  }

  /** The status of a source that counts no faults and needs no ZooKeeper. */
  public SourceStatus(
      String name,
      Optional<String> following,
      Optional<String> trouble,
      Optional<Instant> lastHeard,
      Optional<Instant> lastSnapshot,
      Map<String, Long> events,
      Map<String, Long> skipped,
      int recovering,
      boolean stale) {
    this(
        name,
        following,
        trouble,
        lastHeard,
        lastSnapshot,
        events,
        skipped,
        recovering,
        stale,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A reading of all that a source says.
   *
   * @param asOf when it was asked for: what is served is no older
   * @param every how soon the next is asked for, at the latest
   */
  public record Reading(Instant asOf, Duration every) {}

  /**
   * One kind of fault.
   *
   * @param count how often it was met
   * @param since when the one that lasts began; empty while all is well
   */
  public record Fault(long count, Optional<Instant> since) {}

  public boolean connected() {
    return following.isPresent();
  }

  /** How long ago anything was heard. */
  public Optional<Duration> age(Instant now) {
    return lastHeard.map(heard -> Duration.between(heard, now));
  }
}
