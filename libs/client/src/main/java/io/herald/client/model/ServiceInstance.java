package io.herald.client.model;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An instance of a service: a task of Mesos, with what Herald knows of it.
 *
 * @param id of the task; two frameworks may use the same
 * @param service its service's key, as {@link ServiceName#parse} reads it
 * @param framework that launched it
 * @param agent that it runs on
 * @param state as Mesos spells it, {@code TASK_RUNNING}
 * @param since it is in this state; empty if that isn't known
 * @param addresses where it is reached, IPv4 and IPv6; empty while they aren't known
 * @param ports those with names first
 * @param weight the share of the load that it asks for; empty if it asks for none
 * @param priority lower ones are used first; 0 unless it asks for another
 * @param recovering whether it is known from before a failover of the masters, and its agent is not
 *     back yet
 */
public record ServiceInstance(
    String id,
    String service,
    Framework framework,
    Agent agent,
    String state,
    Health health,
    Optional<Instant> since,
    List<String> addresses,
    List<ServicePort> ports,
    Map<String, String> labels,
    OptionalInt weight,
    int priority,
    boolean recovering) {

  /** A framework of Mesos. */
  public record Framework(String id, String name) {}

  /** An agent of Mesos. */
  public record Agent(String id, String hostname) {}

  /** What the health checks say. {@link #UNKNOWN}: there is no check, or no result of it yet. */
  public enum Health {
    HEALTHY,
    UNHEALTHY,
    UNKNOWN
  }

  /** What tells one instance from all others. */
  public record Key(String framework, String task) {}

  public ServiceInstance {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    labels = Map.copyOf(labels);
  }

  /** What tells it from all others. */
  public Key key() {
    return new Key(framework.id(), id);
  }

  /** Its port of that name; empty if it has none. */
  public Optional<ServicePort> port(String name) {
    return ports.stream().filter(port -> port.name().equals(name)).findFirst();
  }

  /**
   * Where its port of that name is reached, one for each address. The addresses are numbers, so
   * that connecting looks nothing up.
   */
  public List<InetSocketAddress> endpoints(String portName) {
    return port(portName).map(ServiceInstance::endpoints).orElse(List.of());
  }

  /** Where one of its ports is reached, one for each address. */
  public static List<InetSocketAddress> endpoints(ServicePort port) {
    return port.addresses().stream()
        .map(address -> new InetSocketAddress(address, port.number()))
        .toList();
  }
}
