package io.herald.minimesos.master;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.Task;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one framework by id, in the order of their coming, and those of each agent, so that a
 * document about all agents costs one pass over all tasks. Plain state of the cluster's thread.
 */
final class TaskTable {

  private final Map<String, Task> byId = new LinkedHashMap<>();
  private final Map<String, Map<String, Task>> byAgent = new LinkedHashMap<>();

  void put(String id, Task task) {
    Task before = byId.put(id, task);
    if (before != null && !before.getAgentId().equals(task.getAgentId())) {
      dropFromAgent(before);
    }
    byAgent
        .computeIfAbsent(task.getAgentId().getValue(), agent -> new LinkedHashMap<>())
        .put(id, task);
  }

  @Nullable Task get(String id) {
    return byId.get(id);
  }

  boolean containsKey(String id) {
    return byId.containsKey(id);
  }

  @Nullable Task remove(String id) {
    Task before = byId.remove(id);
    if (before != null) {
      dropFromAgent(before);
    }
    return before;
  }

  /** All of them; live. */
  Collection<Task> values() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** Those on an agent; a copy. */
  List<Task> on(String agentId) {
    return new ArrayList<>(byAgent.getOrDefault(agentId, Map.of()).values());
  }

  private void dropFromAgent(Task task) {
    String agent = task.getAgentId().getValue();
    Map<String, Task> there = byAgent.get(agent);
    if (there != null) {
      there.remove(task.getTaskId().getValue());
      if (there.isEmpty()) {
        byAgent.remove(agent);
      }
    }
  }
}
