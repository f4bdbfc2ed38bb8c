package io.herald.scheduler;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is said of a task, before it becomes a message of Mesos.
 *
 * @param ports in the order of names
 */
record Discovery(
    Visibility visibility,
    String name,
    String environment,
    String location,
    List<DiscoveryPort> ports,
    Map<String, String> labels) {

  Discovery {
    ports = List.copyOf(ports);
    labels = new TreeMap<>(labels);
  }

  /** One named port. */
  record DiscoveryPort(String name, int number, String protocol, Map<String, String> labels) {

    DiscoveryPort {
      labels = new TreeMap<>(labels);
    }
  }
}
