package io.herald.services;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.services.instance.EnvironmentRule;
import io.herald.services.instance.Publication;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How services are made of a cluster.
 *
 * @param publication which instances count
 * @param masters the configured masters; empty if ZooKeeper names them. Their hosts are resolved
 *     whatever the cluster says
 * @param portNames an announced port is one of the task's DiscoveryInfo if this makes the same name
 *     of both
 * @param environments where the environment of an instance comes from
 */
public record ServicesOptions(
    Publication publication,
    List<AnnouncedEndpoint> masters,
    UnaryOperator<String> portNames,
    EnvironmentRule environments) {

  /** Published by default, masters from ZooKeeper, port names as they are given. */
  public static final ServicesOptions DEFAULT =
      new ServicesOptions(Publication.DEFAULT, List.of(), UnaryOperator.identity());

  /** Environments of DiscoveryInfo alone. */
  public ServicesOptions(
      Publication publication, List<AnnouncedEndpoint> masters, UnaryOperator<String> portNames) {
    this(publication, masters, portNames, EnvironmentRule.DISCOVERY);
  }

  public ServicesOptions {
    requireNonNull(environments, "environments");
    requireNonNull(publication, "publication");
    requireNonNull(portNames, "portNames");
    masters = List.copyOf(masters);
  }
}
