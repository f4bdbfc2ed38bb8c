package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.model.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the stream has reported since a list was asked for: of that the list may be out of date, so
 * the stream counts. For one thread.
 */
final class SinceAsked {

  private final Set<String> agents = new HashSet<>();
  private final Set<String> frameworks = new HashSet<>();

  /** When executors said what was read of their tasks since those were asked for. */
  private final Map<Task.Id, Double> listedTasks = new HashMap<>();

  void agentsAsked() {
    agents.clear();
  }

  void agentReported(String id) {
    agents.add(id);
  }

  Set<String> reportedAgents() {
    return agents;
  }

  void frameworksAsked() {
    frameworks.clear();
  }

  void frameworkReported(String id) {
    frameworks.add(id);
  }

  boolean isFrameworkReported(String id) {
    return frameworks.contains(id);
  }

  void tasksAsked() {
    listedTasks.clear();
  }

  /** A task's status was read from a list. */
  void taskListed(Task.Id key, double timestamp) {
    listedTasks.put(key, timestamp);
  }

  /** The time of the status that was read from a list; before all time if none was. */
  double listedAt(Task.Id key) {
    return listedTasks.getOrDefault(key, Double.NEGATIVE_INFINITY);
  }
}
