package io.herald.examples.framework;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks of an app's former versions. They run until tasks of the version in force are ready to take
 * their places, as Marathon has it by default; the oldest go first. For the framework's loop alone.
 */
final class FormerTasks {

  private final Map<String, Deque<JobInstance.Running>> byPath = new LinkedHashMap<>();

  void add(String path, List<JobInstance.Running> tasks) {
    byPath.computeIfAbsent(path, none -> new ArrayDeque<>()).addAll(tasks);
  }

  /**
   * Takes out those that have to go.
   *
   * @param awaited how many tasks of the version in force are not ready: so many stay
   */
  List<JobInstance.Running> due(String path, int awaited) {
    Deque<JobInstance.Running> tasks = byPath.getOrDefault(path, new ArrayDeque<>());
    List<JobInstance.Running> due = new ArrayList<>();
    while (tasks.size() > awaited) {
      due.add(tasks.remove());
    }
    if (tasks.isEmpty()) {
      byPath.remove(path);
    }
    return due;
  }

  boolean has(String taskId) {
    return all().stream().anyMatch(task -> task.taskId().equals(taskId));
  }

  void ended(String taskId) {
    byPath.values().forEach(tasks -> tasks.removeIf(task -> task.taskId().equals(taskId)));
    byPath.values().removeIf(Deque::isEmpty);
  }

  /** The oldest of each app first. */
  List<JobInstance.Running> all() {
    return byPath.values().stream().flatMap(Deque::stream).toList();
  }

  void clear() {
    byPath.clear();
  }
}
