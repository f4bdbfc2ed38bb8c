package io.herald.catalog.model;

import java.util.List;

/**
 * How a container is on the network, as far as its description or its status says.
 *
 * @param mappings ports of the agent that lead into the container; in the order given
 */
public record Network(Mode mode, List<Mapping> mappings) {

  /** Nothing was said of it, which in Mesos means the agent's network. */
  public static final Network UNSPECIFIED = new Network(Mode.UNSPECIFIED, List.of());

  public Network {
    mappings = List.copyOf(mappings);
  }

  /** Whose addresses and ports reach the container. */
  public enum Mode {
    /** Not known. */
    UNSPECIFIED,
    /** It shares the agent's network: the agent's addresses, its own ports. */
    HOST,
    /** It is behind the agent (Docker's bridge, or port mappings): the agent's addresses. */
    MAPPED,
    /** It has addresses of its own on a named network. */
    OWN
  }

  /**
   * Port {@code hostPort} of the agent is {@code containerPort} of the container, both 0 to 65535.
   *
   * @param protocol as given, {@code tcp} or {@code udp}; empty means tcp
   */
  public record Mapping(int hostPort, int containerPort, String protocol) {

    public Mapping {
      if (hostPort < 0 || hostPort > 65535 || containerPort < 0 || containerPort > 65535) {
        throw new IllegalArgumentException(
            "port mapping " + hostPort + " to " + containerPort + " is not within 0-65535");
      }
    }
  }
}
