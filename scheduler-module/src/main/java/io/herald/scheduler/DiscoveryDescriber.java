package io.herald.scheduler;

import io.herald.jobs.HealthCheck;
import io.herald.jobs.JobKey;
import io.herald.scheduler.Discovery.DiscoveryPort;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final DiscoveryOptions options;
  private final DiscoveryStats stats;
  private final Set<JobKey> logged = ConcurrentHashMap.newKeySet();

  @Inject
  DiscoveryDescriber(DiscoveryOptions options, DiscoveryStats stats) {
    this.options = options;
    this.stats = stats;
  }

  Discovery describe(LaunchedTask task) {
    if (options.mode() == DiscoveryMode.AURORA) {
      return asAurora(task);
    }
    try {
      return extended(task, JobDetails.of(task));
    } catch (IllegalArgumentException e) {
      stats.countMalformed();
      if (logged.size() < MOST_REMEMBERED && logged.add(task.job())) {
        log.warn(
            "{}: DiscoveryInfo without aliases and labels, since the job is malformed: {}",
            task.job(),
            e.getMessage());
      }
      return asAurora(task);
    }
  }

  private Discovery asAurora(LaunchedTask task) {
    List<DiscoveryPort> ports =
        task.assignedPorts().entrySet().stream()
            .map(port -> new DiscoveryPort(port.getKey(), port.getValue(), "TCP", Map.of()))
            .toList();
    return described(task, ports, Map.of());
  }

  private Discovery extended(LaunchedTask task, JobDetails details) {
    List<DiscoveryPort> ports =
        details.ports().stream()
            .map(
                port ->
                    new DiscoveryPort(
                        port.name(),
                        port.number(),
                        details.protocols().apply(port).name(),
                        DiscoveryLabels.ofPort(port, details)))
            .toList();
    return described(
        task, ports, details.healthCheck().map(DiscoveryDescriber::labels).orElse(Map.of()));
  }

  private static Map<String, String> labels(HealthCheck check) {
    return DiscoveryLabels.ofHealth(check);
  }

  private Discovery described(
      LaunchedTask task, List<DiscoveryPort> ports, Map<String, String> labels) {
    return new Discovery(
        options.visibility(),
        options.nameTemplate().name(task.job(), task.instance()),
        task.job().environment(),
        options.clusterName().orElse(task.job().cluster()),
        ports,
        labels);
  }
}
