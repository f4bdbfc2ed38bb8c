package io.herald.dns.naming;

import io.herald.catalog.model.Task;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The tasks by framework, in the order of their coming, and by agent. Holds references to the
 * catalog's own objects. Used by one thread at a time.
 */
final class TaskIndex {

  private final Map<String, Map<String, Task>> byFramework = new LinkedHashMap<>();
  private final Map<String, Set<Task>> byAgent = new HashMap<>();

  Optional<Task> find(Task.Id id) {
    return Optional.ofNullable(
        byFramework.getOrDefault(id.frameworkId(), Map.of()).get(id.taskId()));
  }

  void put(Task task) {
    remove(task.key());
    byFramework
        .computeIfAbsent(task.frameworkId(), id -> new LinkedHashMap<>())
        .put(task.id(), task);
    byAgent
        .computeIfAbsent(task.agentId(), id -> Collections.newSetFromMap(new IdentityHashMap<>(4)))
        .add(task);
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
    Set<Task> ofAgent = byAgent.getOrDefault(task.agentId(), Set.of());
    ofAgent.remove(task);
    if (ofAgent.isEmpty()) {
      byAgent.remove(task.agentId());
    }
  }

  /** All of them, by framework. */
  List<Task> all() {
    return byFramework.values().stream().flatMap(tasks -> tasks.values().stream()).toList();
  }

  void forEach(Consumer<Task> consumer) {
    byFramework.values().forEach(ofFramework -> ofFramework.values().forEach(consumer));
  }

  Collection<Task> ofFramework(String frameworkId) {
    return byFramework.getOrDefault(frameworkId, Map.of()).values();
  }

  Collection<Task> ofAgent(String agentId) {
    return byAgent.getOrDefault(agentId, Set.of());
  }
}
