package io.herald.scheduler;

import static java.util.Objects.requireNonNull;

import com.google.inject.Inject;
import io.herald.jobs.JobKey;
import io.herald.scheduler.TaskDiscovery.DiscoveryPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what is said of a task. Never fails: of a job that is malformed it says what Aurora would
 * say, counts it, and logs the reason once for each job. Safe for use by several threads.
 */
final class DiscoveryDescriber {

  private static final Logger log = LoggerFactory.getLogger(DiscoveryDescriber.class);
  // Enough for any cluster; it bounds the memory, at the price of a line or a reading more.
  private static final int MOST_REMEMBERED = 10_000;

  private static final SortedMap<String, String> NO_LABELS = Collections.emptySortedMap();

  private final DiscoveryOptions options;
  private final LaunchedTaskReader reader;
  private final DiscoveryStats stats;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();
  private final Map<JobKey, JobShape> shapes = new ConcurrentHashMap<>();

  @Inject
  DiscoveryDescriber(DiscoveryOptions options, LaunchedTaskReader reader, DiscoveryStats stats) {
    this.options = options;
    this.reader = reader;
    this.stats = stats;
  }

  /** The discovery of a task whose job its framework knows. */
  TaskDiscovery describe(LaunchedTask task) {
    if (options.mode() == DiscoveryMode.AURORA) {
      return asAurora(task);
    }
    try {
      return extended(task, shape(task));
    } catch (RuntimeException e) {
      malformed(task.job().toString(), e);
      return asAurora(task);
    }
  }

  private JobShape shape(LaunchedTask task) {
    JobShape known = shapes.get(task.job());
    if (known != null && known.fits(task)) {
      return known;
    }
    JobShape shape = JobShape.of(task);
    if (shapes.size() >= MOST_REMEMBERED) {
      shapes.clear();
    }
    shapes.put(task.job(), shape);
    shape.unboundPrimary().ifPresent(primary -> unbound(task.job().toString(), primary));
    return shape;
  }

  /**
   * The discovery of a task whose job is not known.
   *
   * @param ownPorts whether its framework has set ports itself
   */
  TaskDiscovery describe(TaskView task, boolean ownPorts) {
    TaskDiscovery described =
        launched(task).map(this::describe).orElseGet(() -> named(task.name()));
    boolean numbersAlone =
        described.ports().isEmpty() && !ownPorts && options.mode() == DiscoveryMode.EXTENDED;
    return numbersAlone ? withNumbers(described, task.portNumbers()) : described;
  }

  private Optional<LaunchedTask> launched(TaskView task) {
    try {
      return requireNonNull(reader.read(task), "what the TaskReader says");
    } catch (RuntimeException e) {
      // The reader may be the framework's own; a fault in it must not stop a launch either.
      malformed(task.name(), e);
      return WrittenTasks.ofName(task.name());
    }
  }

  private void malformed(String job, RuntimeException reason) {
    stats.countMalformed();
    if (firstOf(job)) {
      log.warn(
          "{}: DiscoveryInfo without aliases and labels, since the job is malformed: {}",
          job,
          reason instanceof IllegalArgumentException ? reason.getMessage() : reason.toString());
      log.debug("{}: where it was found", job, reason);
    }
  }

  /** Aurora's client warns and launches; so do we, since the launch isn't ours to stop. */
  private void unbound(String job, String primary) {
    if (firstOf(job)) {
      log.warn(
          "{}: announce.primary_port = \"{}\": the task has no such port, so it can't be"
              + " announced; use the port in a process, or map it in announce.portmap",
          job,
          primary);
    }
  }

  private boolean firstOf(String job) {
    return logged.size() < MOST_REMEMBERED && logged.add(job);
  }

  private TaskDiscovery asAurora(LaunchedTask task) {
    List<DiscoveryPort> ports = new ArrayList<>(task.assignedPorts().size());
    for (Map.Entry<String, Integer> port : new TreeMap<>(task.assignedPorts()).entrySet()) {
      ports.add(new DiscoveryPort(Optional.of(port.getKey()), port.getValue(), "TCP", NO_LABELS));
    }
    JobKey key = key(task.job(), Optional.empty());
    NameTemplate template =
        options.nameTemplate().canName(key) ? options.nameTemplate() : NameTemplate.AURORA;
    return new TaskDiscovery(
        options.visibility(),
        template.name(key, task.instance()),
        Optional.of(key.environment()),
        cluster(key),
        Optional.empty(),
        ports,
        NO_LABELS);
  }

  private TaskDiscovery extended(LaunchedTask task, JobShape shape) {
    JobKey key = key(task.job(), shape.cluster());
    return new TaskDiscovery(
        shape.settings().visibility().orElse(options.visibility()),
        options.nameTemplate().name(key, task.instance()),
        Optional.of(key.environment()),
        cluster(key),
        shape.settings().version(),
        shape.ports(task.assignedPorts()),
        shape.labels());
  }

  private TaskDiscovery named(String name) {
    return new TaskDiscovery(
        options.visibility(),
        name,
        Optional.empty(),
        options.clusterName(),
        Optional.empty(),
        List.of(),
        NO_LABELS);
  }

  private static TaskDiscovery withNumbers(TaskDiscovery described, List<Integer> numbers) {
    return new TaskDiscovery(
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

  /** The key with the cluster that is published: the flag's, the key's, or the data's. */
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
