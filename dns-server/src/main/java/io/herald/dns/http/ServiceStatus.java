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
 * The server's state at one moment, for readiness, metrics and the first page.
 *
 * @param loaded whether queries are answered from the zone
 * @param serial of the zone
 * @param records of the zone, by type; without SOA and NS
 * @param saved state of the snapshot on disk; empty if none is kept
 * @param problems of the present entities, by kind
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

  /** Whether some of the data was saved by an earlier process and has not been confirmed yet. */
  public boolean stale() {
    return sources.stream().anyMatch(SourceStatus::stale);
  }

  /**
   * Until when the data was true for certain: the last message from the source that has been silent
   * for longest; empty while a source has sent none.
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
