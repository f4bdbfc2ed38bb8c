package io.herald.services;

import io.herald.catalog.model.Task;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tasks by framework, in the order in which they came or changed last, and by agent. Holds
 * references to the catalog's own objects. Used by one thread at a time.
 */
final class TaskIndex {

  private final Map<String, Map<String, Task>> byFramework = new LinkedHashMap<>();
  private final Map<String, TaskGroup> byAgent = new HashMap<>();

  Optional<Task> find(Task.Id id) {
    Map<String, Task> ofFramework = byFramework.get(id.frameworkId());
    return ofFramework == null
        ? Optional.empty()
        : Optional.ofNullable(ofFramework.get(id.taskId()));
  }

  void put(Task task) {
    Map<String, Task> ofFramework =
        byFramework.computeIfAbsent(task.frameworkId(), id -> new LinkedHashMap<>());
    Task before = ofFramework.remove(task.id());
    if (before != null) {
      leaveAgent(before);
    }
    ofFramework.put(task.id(), task);
    byAgent.computeIfAbsent(task.agentId(), id -> new TaskGroup()).add(task);
  }

  void remove(Task.Id id) {
    Map<String, Task> ofFramework = byFramework.get(id.frameworkId());
    Task task = ofFramework == null ? null : ofFramework.remove(id.taskId());
    if (ofFramework == null || task == null) {
      return;
    }
    if (ofFramework.isEmpty()) {
      byFramework.remove(id.frameworkId());
    }
    leaveAgent(task);
  }

  private void leaveAgent(Task task) {
    byAgent.computeIfPresent(
        task.agentId(),
        (id, ofAgent) -> {
          ofAgent.remove(task);
          return ofAgent.isEmpty() ? null : ofAgent;
        });
  }

  void forEach(Consumer<Task> action) {
    byFramework.values().forEach(ofFramework -> ofFramework.values().forEach(action));
  }

  Collection<Task> ofFramework(String frameworkId) {
    return byFramework.getOrDefault(frameworkId, Map.of()).values();
  }

  int countOfAgent(String agentId) {
    TaskGroup ofAgent = byAgent.get(agentId);
    return ofAgent == null ? 0 : ofAgent.size();
  }

  void forEachOfAgent(String agentId, Consumer<Task> action) {
    TaskGroup ofAgent = byAgent.get(agentId);
    if (ofAgent != null) {
      ofAgent.forEach(action);
    }
  }
}
