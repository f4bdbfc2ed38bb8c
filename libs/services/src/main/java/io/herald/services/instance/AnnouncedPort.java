package io.herald.services.instance;

import io.herald.catalog.model.Discovery;
import java.util.Map;

/**
 * A port that an announcement adds to a task. It is listed among the ports of the task's
 * DiscoveryInfo, marked by a label.
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

  /** The same, where clients are to use it unless they name another. */
  public static Discovery.Port primary(int number, String name, String node) {
    return new Discovery.Port(
        number, name, "tcp", Map.of(ORIGIN, node, InstancePort.PRIMARY, "true"));
  }

  public static boolean is(Discovery.Port port) {
    return port.labels().containsKey(ORIGIN);
  }
}
