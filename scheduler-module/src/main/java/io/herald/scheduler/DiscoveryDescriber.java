package io.herald.scheduler;

import io.herald.jobs.JobKey;
import io.herald.scheduler.Discovery.DiscoveryPort;
import io.herald.scheduler.JobDetails.PortDetails;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what is said of a task. Never fails: of a job that is malformed it says what Aurora would
 * say, counts it, and logs the reason once for each job. Safe for use by several threads.
 */
final class DiscoveryDescriber {

  private static final Logger log = LoggerFactory.getLogger(DiscoveryDescriber.class);
  // Enough for any cluster's broken jobs; it bounds the memory, at the price of a line more.
  private static final int MOST_REMEMBERED = 10_000;

  private static final SortedMap<String, String> NO_LABELS = Collections.emptySortedMap();

  private final DiscoveryOptions options;
  private final TaskReader reader;
  private final DiscoveryStats stats;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  @Inject
  DiscoveryDescriber(DiscoveryOptions options, TaskReader reader, DiscoveryStats stats) {
    this.options = options;
    this.reader = reader;
    this.stats = stats;
  }

  /** What is said of a task whose framework tells its job. */
  Discovery describe(LaunchedTask task) {
    if (options.mode() == DiscoveryMode.AURORA) {
      return asAurora(task);
    }
    try {
      return extended(task, JobDetails.of(task));
    } catch (RuntimeException e) {
      malformed(task.job().toString(), e);
      return asAurora(task);
    }
  }

  /**
   * What is said of a task that nobody explains.
   *
   * @param ownPorts whether its framework has told ports of it
   */
  Discovery describe(TaskView task, boolean ownPorts) {
    Discovery described = launched(task).map(this::describe).orElseGet(() -> named(task.name()));
    boolean numbersAlone =
        described.ports().isEmpty() && !ownPorts && options.mode() == DiscoveryMode.EXTENDED;
    return numbersAlone ? withNumbers(described, task.portNumbers()) : described;
  }

  private Optional<LaunchedTask> launched(TaskView task) {
    try {
      return reader.read(task);
    } catch (RuntimeException e) {
      // The reader may be the framework's own; a fault in it must not stop a launch either.
      malformed(task.name(), e);
      return WrittenTasks.ofName(task.name());
    }
  }

  private void malformed(String job, RuntimeException reason) {
    stats.countMalformed();
    if (logged.size() < MOST_REMEMBERED && logged.add(job)) {
      log.warn(
          "{}: DiscoveryInfo without aliases and labels, since the job is malformed: {}",
          job,
          reason instanceof IllegalArgumentException ? reason.getMessage() : reason.toString());
      log.debug("{}: where it was found", job, reason);
    }
  }

  private Discovery asAurora(LaunchedTask task) {
    List<DiscoveryPort> ports = new ArrayList<>(task.assignedPorts().size());
    for (Map.Entry<String, Integer> port : task.assignedPorts().entrySet()) {
      ports.add(new DiscoveryPort(Optional.of(port.getKey()), port.getValue(), "TCP", NO_LABELS));
    }
    JobKey key = key(task.job(), Optional.empty());
    NameTemplate template =
        options.nameTemplate().canName(key) ? options.nameTemplate() : NameTemplate.AURORA;
    return new Discovery(
        options.visibility(),
        template.name(key, task.instance()),
        Optional.of(key.environment()),
        cluster(key),
        Optional.empty(),
        ports,
        NO_LABELS);
  }

  private Discovery extended(LaunchedTask task, JobDetails details) {
    List<DiscoveryPort> ports = new ArrayList<>(details.ports().size());
    for (PortDetails port : details.ports()) {
      ports.add(
          new DiscoveryPort(
              Optional.of(port.port().name()),
              port.port().number(),
              port.protocol().name(),
              DiscoveryLabels.ofPort(port, details)));
    }
    JobKey key = key(task.job(), details.cluster());
    return new Discovery(
        details.settings().visibility().orElse(options.visibility()),
        options.nameTemplate().name(key, task.instance()),
        Optional.of(key.environment()),
        cluster(key),
        details.settings().version(),
        ports,
        DiscoveryLabels.ofTask(details));
  }

  private Discovery named(String name) {
    return new Discovery(
        options.visibility(),
        name,
        Optional.empty(),
        options.clusterName(),
        Optional.empty(),
        List.of(),
        NO_LABELS);
  }

  private static Discovery withNumbers(Discovery described, List<Integer> numbers) {
    return new Discovery(
        described.visibility(),
        described.name(),
        described.environment(),
        described.location(),
        described.version(),
        numbers.stream()
            .map(number -> new DiscoveryPort(Optional.empty(), number, "TCP", NO_LABELS))
            .toList(),
        described.labels());
  }

  /** The key with the cluster that is told: the flag's, the key's, or the data's. */
  private JobKey key(JobKey job, Optional<String> fromData) {
    String cluster =
        options
            .clusterName()
            .orElseGet(() -> job.cluster().isEmpty() ? fromData.orElse("") : job.cluster());
    return cluster.equals(job.cluster())
        ? job
        : new JobKey(cluster, job.role(), job.environment(), job.name());
  }

  private static Optional<String> cluster(JobKey key) {
    return key.cluster().isEmpty() ? Optional.empty() : Optional.of(key.cluster());
  }
}
