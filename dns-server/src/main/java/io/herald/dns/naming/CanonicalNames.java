package io.herald.dns.naming;

import io.herald.catalog.model.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds tasks that have one canonical name: the same name, agents whose ids end alike, and task ids
 * whose five characters of hash are equal, which among a thousand tasks of a name on one agent
 * happens once in seventy clusters. Nothing is kept of the others. Used by one thread at a time.
 */
final class CanonicalNames {

  private final LabelRules rules;
  private final TaskIndex tasks;
  private final NameClaims claims;
  private final Function<Task, Optional<Services.Key>> nameOf;
  private final Map<String, Set<String>> agentsByTail = new HashMap<>();

  /** Tasks that share a canonical name with another, and the forms of it. */
  private final Map<Task.Id, List<String>> colliding = new HashMap<>();

  /**
   * @param nameOf the name that a task shares with others; empty if it has none now
   */
  CanonicalNames(
      LabelRules rules,
      TaskIndex tasks,
      NameClaims claims,
      Function<Task, Optional<Services.Key>> nameOf) {
    this.rules = rules;
    this.tasks = tasks;
    this.claims = claims;
    this.nameOf = nameOf;
  }

  void putAgent(String id) {
    agentsByTail.computeIfAbsent(TaskRecords.agentTail(id), tail -> new HashSet<>(2)).add(id);
  }

  void removeAgent(String id) {
    String tail = TaskRecords.agentTail(id);
    Set<String> agents = agentsByTail.getOrDefault(tail, Set.of());
    if (agents.remove(id) && agents.isEmpty()) {
      agentsByTail.remove(tail);
    }
  }

  /** The task, which the index holds already, has this name from now on. */
  void join(Services.Key name, Task task) {
    for (String agent :
        agentsByTail.getOrDefault(TaskRecords.agentTail(task.agentId()), Set.of())) {
      for (Task other : tasks.ofAgent(agent)) {
        if (TaskName.given(other).equalsIgnoreCase(TaskName.given(task))
            && !other.key().equals(task.key())
            && TaskHash.of(other.id()).equals(TaskHash.of(task.id()))
            && nameOf.apply(other).equals(Optional.of(name))) {
          claim(name, other);
          claim(name, task);
        }
      }
    }
  }

  void leave(Task task) {
    List<String> names = colliding.remove(task.key());
    if (names != null) {
      claims.release(names, ProblemBook.named(task.key()));
    }
  }

  private void claim(Services.Key name, Task task) {
    if (!colliding.containsKey(task.key())) {
      List<String> names =
          TaskName.forms(rules, task, (kind, what) -> {}).stream()
              .map(form -> TaskRecords.canonical(form, task) + "." + name.framework())
              .toList();
      colliding.put(task.key(), names);
      claims.claim(names, ProblemBook.named(task.key()));
    }
  }
}
