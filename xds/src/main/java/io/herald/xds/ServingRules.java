package io.herald.xds;

import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import java.util.List;

/**
 * What of a service is served, by the configuration in force.
 *
 * @param addressSources of instances; empty if their network decides
 * @param publication which instances are served
 */
public record ServingRules(List<IpSource> addressSources, Publication publication) {

  /** What holds unless a configuration says otherwise. */
  public static final ServingRules DEFAULT = new ServingRules(List.of(), Publication.DEFAULT);

  public ServingRules {
    addressSources = List.copyOf(addressSources);
  }
}
