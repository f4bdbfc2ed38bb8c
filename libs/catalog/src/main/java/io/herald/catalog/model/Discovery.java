package io.herald.catalog.model;

import java.util.List;
import java.util.Map;

/**
 * A task's DiscoveryInfo; text that was not set is empty.
 *
 * @param ports in the order given; names and protocols as given, unchecked
 */
public record Discovery(
    String name,
    String environment,
    String location,
    String version,
    String visibility,
    List<Port> ports,
    Map<String, String> labels) {

  public Discovery {
    ports = List.copyOf(ports);
    labels = Map.copyOf(labels);
  }

  /** A named port; {@code number} is whatever the framework wrote, checked by who publishes it. */
  public record Port(long number, String name, String protocol, Map<String, String> labels) {

    public Port {
      labels = Map.copyOf(labels);
    }
  }
}
