package io.herald.facade.marathon;

import static java.util.Comparator.comparing;

import io.herald.catalog.model.Task;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * An app: the instances of one id as of one moment. What is the app's, its labels and ports, is
 * what its newest task has: that is the version which is being deployed, if one is.
 *
 * @param tasks sorted by id; at least one
 */
record MarathonApp(String id, List<MirroredInstance> tasks) {

  private static final String AURORA_METADATA = "org.apache.aurora.metadata.";
  private static final String STAGING = "TASK_STAGING";
  private static final String STARTING = "TASK_STARTING";
  private static final String KILLING = "TASK_KILLING";

  MarathonApp {
    tasks = tasks.stream().sorted(comparing(one -> one.instance().task().id())).toList();
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("the app " + id + " has no task");
    }
  }

  /** Of its newest task. */
  Instance newest() {
    return tasks.stream()
        .max(comparing(MirroredInstance::since).thenComparing(one -> one.instance().task().id()))
        .orElseThrow()
        .instance();
  }

  /** Sorted; Aurora's prefix of job metadata is left out. */
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    newest()
        .labels()
        .forEach(
            (key, value) -> {
              if (key.startsWith(AURORA_METADATA)) {
                labels.put(key.substring(AURORA_METADATA.length()), value);
              } else {
                labels.putIfAbsent(key, value);
              }
            });
    return labels;
  }

  /** When the first of its tasks was seen. */
  Instant version() {
    return tasks.stream()
        .map(MirroredInstance::since)
        .min(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /** When the last of its tasks was seen first. */
  Instant lastScaling() {
    return tasks.stream()
        .map(MirroredInstance::since)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /** How many tasks aren't being killed. */
  int instances() {
    return count(one -> !one.state().equals(KILLING));
  }

  int staged() {
    return count(one -> one.state().equals(STAGING) || one.state().equals(STARTING));
  }

  int running() {
    return count(one -> one.state().equals(Task.RUNNING));
  }

  int healthy() {
    return count(one -> one.health() == Health.HEALTHY);
  }

  int unhealthy() {
    return count(one -> one.health() == Health.UNHEALTHY);
  }

  /** Whether a result of a health check of Mesos is known of any task. */
  boolean isChecked() {
    return healthy() + unhealthy() > 0;
  }

  private int count(Predicate<Instance> predicate) {
    return (int) tasks.stream().map(MirroredInstance::instance).filter(predicate).count();
  }
}
