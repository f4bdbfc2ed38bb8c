package io.herald.jobs.handoff;

import static java.util.Collections.unmodifiableSortedMap;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a task beside its data, for data that doesn't say it: Aurora's job JSON alone
 * has neither ids nor assigned ports.
 *
 * @param taskId TaskInfo.task_id
 * @param taskName TaskInfo.name; Aurora writes {@code role/environment/name} there
 * @param hostname of the agent; may be empty where it is not needed
 * @param cluster DiscoveryInfo.location
 * @param namedPorts numbers of assigned ports, by name, as DiscoveryInfo gives them
 * @param portNumbers of the resource {@code ports}; names without a number get those that are left,
 *     in rising order
 */
public record LaunchContext(
    String taskId,
    String taskName,
    String hostname,
    Optional<String> cluster,
    SortedMap<String, Integer> namedPorts,
    List<Integer> portNumbers) {

  public LaunchContext {
    namedPorts = unmodifiableSortedMap(new TreeMap<>(namedPorts));
    portNumbers = List.copyOf(portNumbers);
  }

  /** A task of which nothing but the ids is known. */
  public static LaunchContext of(String taskId, String taskName, String hostname) {
    return new LaunchContext(
        taskId, taskName, hostname, Optional.empty(), new TreeMap<>(), List.of());
  }
}
