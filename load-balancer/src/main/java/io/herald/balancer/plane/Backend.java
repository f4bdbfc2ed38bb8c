package io.herald.balancer.plane;

import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;

/**
 * One port of one instance, at one address.
 *
 * @param instance the task's id
 * @param weight its share of new connections, 1 to 256; 0: it gets none, and those that it has live
 *     on
 * @param agent address of the agent that it runs on; its own where that isn't known
 * @param mappedTo where the task itself listens, if the address is its agent's and the agent maps
 *     the port to it: what reaches it from that agent's own kernel. Empty: nowhere else, or it
 *     isn't known
 */
public record Backend(
    String instance,
    ServiceKey service,
    InetAddress address,
    int port,
    int weight,
    InetAddress agent,
    Optional<MappedPort> mappedTo)
    implements Comparable<Backend> {

  private static final Comparator<Backend> ORDER =
      Comparator.comparing(Backend::instance)
          .thenComparing(backend -> backend.address().getHostAddress())
          .thenComparingInt(Backend::port);

  public Backend {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
    }
    if (weight < 0 || weight > 256) {
      throw new IllegalArgumentException("weight " + weight + " is not from 0 to 256");
    }
  }

  /** One that listens nowhere else. */
  public Backend(
      String instance,
      ServiceKey service,
      InetAddress address,
      int port,
      int weight,
      InetAddress agent) {
    this(instance, service, address, port, weight, agent, Optional.empty());
  }

  /** The same without new connections. */
  public Backend drained() {
    return new Backend(instance, service, address, port, 0, agent, mappedTo);
  }

  /** Whether it gets no new connections. */
  public boolean isDraining() {
    return weight == 0;
  }

  @Override
  public int compareTo(Backend other) {
    return ORDER.compare(this, other);
  }
}
