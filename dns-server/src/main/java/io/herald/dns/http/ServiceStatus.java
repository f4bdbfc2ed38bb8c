package io.herald.dns.http;

import io.herald.catalog.CatalogStatus;
import io.herald.catalog.SourceStatus;
import io.herald.dns.naming.Problem;
import io.herald.dns.record.RecordType;
import java.util.List;
import java.util.Map;

/**
 * How the server stands at one moment, for readiness, metrics and the first page.
 *
 * @param loaded whether the zone is answered from
 * @param serial of the zone
 * @param records of the zone, by type; without SOA and NS
 * @param problems of entities that are there now, by kind
 */
public record ServiceStatus(
    boolean loaded,
    long serial,
    Map<RecordType, Long> records,
    CatalogStatus catalog,
    List<SourceStatus> sources,
    Map<Problem.Kind, Integer> problems) {

  public ServiceStatus {
    records = Map.copyOf(records);
    sources = List.copyOf(sources);
    problems = Map.copyOf(problems);
  }
}
