package io.herald.balancer.plane;

import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.Comparator;

/**
 * One port of one instance, at one address.
 *
 * @param instance the task's id
 * @param weight its share of new connections, 1 to 256; 0: it gets none, and those that it has live
 *     on
 * @param agent address of the agent that it runs on; its own where that isn't known
 */
public record Backend(
    String instance,
    ServiceKey service,
    InetAddress address,
    int port,
    int weight,
    InetAddress agent)
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

  /** Whether it gets no new connections. */
  public boolean isDraining() {
    return weight == 0;
  }

  @Override
  public int compareTo(Backend other) {
    return ORDER.compare(this, other);
  }
}
