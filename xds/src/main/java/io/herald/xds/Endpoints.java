package io.herald.xds;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.InstancePorts;
import io.herald.services.instance.Publication;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The endpoints of a service: instances that are published, at the port that is meant, by the rules
 * that DNS has. The same instances give the same message, whatever their order.
 */
final class Endpoints {

  private static final int UNASKED_WEIGHT = 1;

  private final ServingRules rules;

  Endpoints(ServingRules rules) {
    this.rules = rules;
  }

  /** An instance's place in the answer. */
  private record Placed(
      int priority, String id, String address, int port, int weight, HealthStatus health) {}

  /**
   * The load assignment of that name, with a group of endpoints for each priority. Priorities are
   * numbered from 0 without gaps, as the protocol wants them.
   */
  ClusterLoadAssignment of(String name, Optional<String> port, List<Instance> instances) {
    boolean anyHealthy =
        instances.stream()
            .anyMatch(instance -> admits(instance) && Publication.isHealthy(instance.task()));
    Map<Integer, List<Placed>> byPriority = new TreeMap<>();
    for (Instance instance : instances) {
      InstanceLabels labels = new InstanceLabels(instance.task());
      if (rules.publication().publishes(instance.task(), labels, anyHealthy)) {
        place(instance, labels, port, anyHealthy)
            .ifPresent(
                placed ->
                    byPriority
                        .computeIfAbsent(placed.priority(), priority -> new ArrayList<>())
                        .add(placed));
      }
    }
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(name);
    for (Map.Entry<Integer, List<Placed>> entry : byPriority.entrySet()) {
      assignment.addEndpoints(
          locality(assignment.getEndpointsCount(), entry.getKey(), entry.getValue()));
    }
    return assignment.build();
  }

  private boolean admits(Instance instance) {
    return rules.publication().admits(instance.task(), new InstanceLabels(instance.task()));
  }

  private Optional<Placed> place(
      Instance instance, InstanceLabels labels, Optional<String> name, boolean anyHealthy) {
    List<InstancePort> ports =
        instance.ports(rules.addressSources()).stream()
            .filter(port -> labels.isPublished(port.labels()))
            .toList();
    return choose(ports, name)
        .flatMap(
            port ->
                address(instance, port)
                    .map(
                        address ->
                            new Placed(
                                port.priority(),
                                instance.task().id(),
                                address.getHostAddress(),
                                port.number(),
                                port.weight().orElse(UNASKED_WEIGHT),
                                anyHealthy ? health(instance.health()) : HealthStatus.UNKNOWN)));
  }

  private static Optional<InstancePort> choose(List<InstancePort> ports, Optional<String> name) {
    Optional<InstancePort> named =
        ports.stream()
            .filter(port -> port.name().equals(name.orElse(ResourceName.USUAL_PORT)))
            .findFirst();
    return named.isPresent() || name.isPresent() ? named : InstancePorts.primary(ports);
  }

  /** IPv4 if there is such an address, as every client speaks it. */
  private Optional<InetAddress> address(Instance instance, InstancePort port) {
    List<InetAddress> addresses =
        port.atAgent()
            ? instance.agentAddresses()
            : instance.addresses(rules.addressSources()).addresses();
    return addresses.stream()
        .min(Comparator.comparing(address -> !(address instanceof Inet4Address)));
  }

  /** Where no instance is healthy, all are served as if nothing were known of their health. */
  private static HealthStatus health(Health health) {
    return switch (health) {
      case HEALTHY -> HealthStatus.HEALTHY;
      case UNHEALTHY -> HealthStatus.UNHEALTHY;
      case UNKNOWN -> HealthStatus.UNKNOWN;
    };
  }

  /**
   * Mesos tells no region or zone, so that all of a priority are in one place. It has a name, as
   * gRPC keeps but one group of each place.
   */
  private static LocalityLbEndpoints locality(int number, int priority, List<Placed> placed) {
    LocalityLbEndpoints.Builder locality =
        LocalityLbEndpoints.newBuilder()
            .setLocality(Locality.newBuilder().setSubZone("priority-" + priority))
            .setPriority(number)
            .setLoadBalancingWeight(UInt32Value.of(1));
    placed.stream()
        .sorted(Comparator.comparing(Placed::id).thenComparing(Placed::address))
        .forEach(one -> locality.addLbEndpoints(endpoint(one)));
    return locality.build();
  }

  private static LbEndpoint endpoint(Placed placed) {
    return LbEndpoint.newBuilder()
        .setHealthStatus(placed.health())
        .setLoadBalancingWeight(UInt32Value.of(placed.weight()))
        .setEndpoint(
            Endpoint.newBuilder()
                .setAddress(
                    Address.newBuilder()
                        .setSocketAddress(
                            SocketAddress.newBuilder()
                                .setAddress(placed.address())
                                .setPortValue(placed.port()))))
        .build();
  }
}
