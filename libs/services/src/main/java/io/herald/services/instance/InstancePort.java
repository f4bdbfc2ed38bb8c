package io.herald.services.instance;

import java.util.Map;
import java.util.OptionalInt;

/**
 * A port of an instance.
 *
 * @param name as given; empty if it has none
 * @param number at which it is reached, at the instance's addresses or its agent's
 * @param protocol as given; empty if none was, which means any
 * @param atAgent whether it is reached at the agent's addresses, not at the instance's own
 * @param labels of the port alone
 * @param priority lower ones are used first
 * @param weight the share of the load that labels ask for, 1 to 256; empty if they ask for none
 * @param source where the port was found
 */
public record InstancePort(
    String name,
    int number,
    String protocol,
    boolean atAgent,
    Map<String, String> labels,
    int priority,
    OptionalInt weight,
    FactSource source) {

  /**
   * Label of the port that clients of the service use unless they name another, {@code true}: what
   * Aurora calls the primary port, a ServerSet member's serviceEndpoint.
   */
  public static final String PRIMARY = "io.herald.primary";

  /** Whether its label says so. */
  public boolean isPrimary() {
    return Boolean.parseBoolean(labels.get(PRIMARY));
  }

  /** Whether it is for UDP alone. */
  public boolean isUdp() {
    return protocol.equalsIgnoreCase("udp");
  }
}
