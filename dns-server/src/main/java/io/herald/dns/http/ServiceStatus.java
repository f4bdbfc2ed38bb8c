package io.herald.dns.http;

import io.herald.catalog.CatalogStatus;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.saved.SnapshotStatus;
import io.herald.dns.record.RecordType;
import io.herald.services.problem.ProblemKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the server stands at one moment, for readiness, metrics and the first page.
 *
 * @param loaded whether the zone is answered from
 * @param serial of the zone
 * @param records of the zone, by type; without SOA and NS
 * @param saved how the picture on disk stands; empty if none is kept
 * @param problems of entities that are there now, by kind
 * @param configuration which one is in force, and whether another was refused
 */
public record ServiceStatus(
    boolean loaded,
    long serial,
    Map<RecordType, Long> records,
    CatalogStatus catalog,
    List<SourceStatus> sources,
    Optional<SnapshotStatus> saved,
    Map<ProblemKind, Integer> problems,
    ConfigStatus configuration) {

  public ServiceStatus {
    records = Map.copyOf(records);
    sources = List.copyOf(sources);
    problems = Map.copyOf(problems);
  }

  /** Whether a part of what is served comes from before the start, and nobody has confirmed it. */
  public boolean stale() {
    return sources.stream().anyMatch(SourceStatus::stale);
  }

  /**
   * Up to when the picture is known to be true: when the source was heard that is silent longest;
   * empty while one was never heard.
   */
  public Optional<Instant> oldest() {
    Optional<Instant> oldest = sources.isEmpty() ? Optional.empty() : sources.get(0).lastHeard();
    for (SourceStatus source : sources) {
      Optional<Instant> heard = source.lastHeard();
      if (heard.isEmpty()) {
        return Optional.empty();
      }
      oldest = oldest.filter(instant -> instant.isBefore(heard.get())).or(() -> heard);
    }
    return oldest;
  }
}
