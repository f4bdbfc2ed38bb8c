package io.herald.api.facts;

import static java.util.Objects.requireNonNull;

import io.herald.services.instance.IpSource;
import java.util.List;

/**
 * What one configuration says beside the services; a reload replaces it.
 *
 * @param addressSources of instances; empty if a task's network decides
 */
public record ServedFacts(List<IpSource> addressSources, ClusterFacts cluster, DnsFacts dns) {

  public ServedFacts {
    addressSources = List.copyOf(addressSources);
    requireNonNull(cluster, "cluster");
    requireNonNull(dns, "dns");
  }
}
