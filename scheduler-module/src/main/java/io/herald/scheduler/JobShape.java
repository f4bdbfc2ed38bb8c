package io.herald.scheduler;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.port.ResolvedPort.Origin;
import io.herald.scheduler.JobDetails.PortDetails;
import io.herald.scheduler.TaskDiscovery.DiscoveryPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All that the extended DiscoveryInfo of one job's instances has in common. Instances differ in the
 * numbers of their assigned ports, so that a job is read and its ports are resolved once, and not
 * for each launch.
 */
final class JobShape {

  /**
   * A port.
   *
   * @param assignedName the assigned port whose number it has; absent: {@code number} is it
   */
  private record ShapedPort(
      Optional<String> name,
      String protocol,
      SortedMap<String, String> labels,
      @Nullable String assignedName,
      int number) {}

  private final JobSource source;
  private final Set<String> assignedNames;
  private final Optional<String> cluster;
  private final Optional<String> unboundPrimary;
  private final DiscoverySettings settings;
  private final List<ShapedPort> ports;
  private final SortedMap<String, String> labels;

  private JobShape(LaunchedTask task, JobDetails details, List<ShapedPort> ports) {
    this.source = task.source();
    this.assignedNames = task.assignedPorts().keySet();
    this.cluster = details.cluster();
    this.unboundPrimary = details.unboundPrimary();
    this.settings = details.settings();
    this.ports = ports;
    this.labels = DiscoveryLabels.ofTask(details);
  }

  /**
   * The shape that a task's job has.
   *
   * @throws IllegalArgumentException with a sentence, if the job is malformed
   */
  static JobShape of(LaunchedTask task) {
    JobDetails details = JobDetails.of(task);
    Map<String, Origin> origins = new HashMap<>();
    details.ports().forEach(port -> origins.put(port.port().name(), port.port().origin()));
    List<ShapedPort> ports = new ArrayList<>(details.ports().size());
    for (PortDetails port : details.ports()) {
      String end = port.port().aliasOf().orElse(port.port().name());
      boolean assigned =
          origins.get(end) == Origin.ASSIGNED && task.assignedPorts().containsKey(end);
      ports.add(
          new ShapedPort(
              Optional.of(port.port().name()),
              port.protocol().name(),
              DiscoveryLabels.ofPort(port, details),
              assigned ? end : null,
              port.port().number()));
    }
    return new JobShape(task, details, List.copyOf(ports));
  }

  /** Whether another task of the job has this shape too. */
  boolean fits(LaunchedTask task) {
    return isOf(task.source()) && task.assignedPorts().keySet().equals(assignedNames);
  }

  private boolean isOf(JobSource other) {
    if (source instanceof JobSource.OfJob mine && other instanceof JobSource.OfJob its) {
      // The very same: to compare all of two jobs costs more than to read one.
      return isSame(mine.job(), its.job());
    }
    if (source instanceof JobSource.OfHandoff mine && other instanceof JobSource.OfHandoff its) {
      return HandoffDetails.alike(mine.handoff(), its.handoff());
    }
    return source.equals(other);
  }

  @SuppressWarnings("ReferenceEquality") // Meant: see above.
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }

  Optional<String> cluster() {
    return cluster;
  }

  /** The primary port, if no process binds it: then the executor can't announce the task. */
  Optional<String> unboundPrimary() {
    return unboundPrimary;
  }

  DiscoverySettings settings() {
    return settings;
  }

  SortedMap<String, String> labels() {
    return labels;
  }

  /**
   * The ports with an instance's numbers.
   *
   * @throws IllegalArgumentException if one is not a port number
   */
  List<DiscoveryPort> ports(Map<String, Integer> assigned) {
    List<DiscoveryPort> numbered = new ArrayList<>(ports.size());
    for (ShapedPort port : ports) {
      int number = port.number;
      if (port.assignedName != null) {
        Integer own = assigned.get(port.assignedName);
        if (own == null || own < 1 || own > 65535) {
          throw new IllegalArgumentException(
              "\""
                  + port.assignedName
                  + "\": port "
                  + own
                  + " is out of range; write a number"
                  + " from 1 to 65535");
        }
        number = own;
      }
      numbered.add(new DiscoveryPort(port.name, number, port.protocol, port.labels));
    }
    return numbered;
  }
}
