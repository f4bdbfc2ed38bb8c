package io.herald.scheduler;

import io.herald.jobs.Visibility;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What is published of a task, before it becomes a message of Mesos.
 *
 * @param environment absent if it is not known, as {@code location} and {@code version}
 * @param ports in the order of names
 */
record TaskDiscovery(
    Visibility visibility,
    String name,
    Optional<String> environment,
    Optional<String> location,
    Optional<String> version,
    List<DiscoveryPort> ports,
    SortedMap<String, String> labels) {

  /**
   * One port.
   *
   * @param name absent for a port of which only the number is known
   */
  record DiscoveryPort(
      Optional<String> name, int number, String protocol, SortedMap<String, String> labels) {}
}
