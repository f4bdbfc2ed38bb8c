package io.herald.facade.marathon;

import static java.util.Comparator.comparing;

import io.herald.catalog.model.Task;
import io.herald.facade.mirror.MirroredInstance;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * An app: the instances of one id as of one moment. What is the app's, its labels and ports, is
 * what its newest task has: that is the version which is being deployed, if one is. Immutable; what
 * every task's object repeats of the app is made once.
 */
final class MarathonApp {

  private static final String AURORA_METADATA = "org.apache.aurora.metadata.";
  private static final String STAGING = "TASK_STAGING";
  private static final String STARTING = "TASK_STARTING";
  private static final String KILLING = "TASK_KILLING";

  private final String id;
  private final List<MirroredInstance> tasks;
  private final Instance newest;
  private final Map<String, String> labels;
  private final Instant version;
  private final Instant lastScaling;

  /**
   * Of these.
   *
   * @param tasks at least one
   */
  MarathonApp(String id, Collection<MirroredInstance> tasks) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("the app " + id + " has no task");
    }
    this.id = id;
    this.tasks = tasks.stream().sorted(comparing(one -> one.instance().task().id())).toList();
    MirroredInstance last =
        Collections.max(
            this.tasks,
            comparing(MirroredInstance::since).thenComparing(one -> one.instance().task().id()));
    this.newest = last.instance();
    this.labels = labels(newest);
    this.version = Collections.min(this.tasks, comparing(MirroredInstance::since)).since();
    this.lastScaling = last.since();
  }

  private static Map<String, String> labels(Instance newest) {
    Map<String, String> labels = new TreeMap<>();
    newest
        .labels()
        .forEach(
            (key, value) -> {
              if (key.startsWith(AURORA_METADATA)) {
                labels.put(key.substring(AURORA_METADATA.length()), value);
              } else {
                labels.putIfAbsent(key, value);
              }
            });
    return Collections.unmodifiableMap(labels);
  }

  String id() {
    return id;
  }

  /** Sorted by id; at least one. */
  List<MirroredInstance> tasks() {
    return tasks;
  }

  /** Of its newest task. */
  Instance newest() {
    return newest;
  }

  /** Sorted; Aurora's prefix of job metadata is left out. */
  Map<String, String> labels() {
    return labels;
  }

  /** When the first of its tasks was seen. */
  Instant version() {
    return version;
  }

  /** When the last of its tasks was seen first. */
  Instant lastScaling() {
    return lastScaling;
  }

  /** How many tasks aren't being killed. */
  int instances() {
    return count(one -> !one.state().equals(KILLING));
  }

  int staged() {
    return count(MarathonApp::isStaged);
  }

  /** Whether Marathon calls such a task staged. */
  static boolean isStaged(Instance task) {
    return task.state().equals(STAGING) || task.state().equals(STARTING);
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
