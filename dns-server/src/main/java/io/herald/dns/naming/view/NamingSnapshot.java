package io.herald.dns.naming.view;

import io.herald.dns.naming.names.NameFitter;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ServerRecords;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import java.util.List;
import java.util.Optional;

/**
 * Everything that has, or could have, names at one moment.
 *
 * @param loaded whether the first complete snapshot of the cluster has been read
 * @param entities including tasks whose framework or agent isn't known
 * @param zoneFile the operator's own records
 * @param pointers PTR records of the reverse networks
 */
public record NamingSnapshot(
    NamingOptions options,
    boolean loaded,
    List<NamedEntity> entities,
    List<ResourceRecord> zoneFile,
    List<Contribution> pointers) {

  public NamingSnapshot {
    entities = List.copyOf(entities);
    zoneFile = List.copyOf(zoneFile);
    pointers = List.copyOf(pointers);
  }

  /** The records of the server itself. */
  public List<ResourceRecord> serverRecords() {
    return ServerRecords.of(options).records();
  }

  /** The name as it is served if it doesn't fit into DNS; empty if it can't be made to fit. */
  public Optional<DnsName> fitted(String relative) {
    return NameFitter.name(relative, options.domain());
  }
}
