package io.herald.services.instance;

import io.herald.catalog.model.Discovery;
import java.util.Map;

/**
 * A port of a task that its DiscoveryInfo doesn't have and an announcement of the task does. It
 * stands among the DiscoveryInfo's ports, and a label tells it apart.
 */
public final class AnnouncedPort {

  /** Label of such a port: the path of the member's node that announced it. */
  public static final String ORIGIN = "herald.announcement";

  private AnnouncedPort() {}

  /**
   * The port.
   *
   * @param node path of the member's node
   */
  public static Discovery.Port of(int number, String name, String node) {
    return new Discovery.Port(number, name, "tcp", Map.of(ORIGIN, node));
  }

  public static boolean is(Discovery.Port port) {
    return port.labels().containsKey(ORIGIN);
  }
}
