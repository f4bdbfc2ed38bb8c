package io.herald.publish.keys;

import static java.util.Objects.requireNonNull;

import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import java.util.List;

/**
 * What of a cluster is published, as the DNS server does it.
 *
 * @param publication which instances
 * @param sources of their addresses; empty: by their network
 * @param ttl in seconds, of instances that ask for none
 */
public record PublishRules(
    ServiceNames names, Publication publication, List<IpSource> sources, long ttl) {

  public PublishRules {
    requireNonNull(names, "names");
    requireNonNull(publication, "publication");
    sources = List.copyOf(sources);
  }
}
