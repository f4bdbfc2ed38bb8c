package io.herald.dns.naming;

import io.herald.catalog.model.Task;
import io.herald.dns.naming.claims.NameClaims;
import io.herald.dns.naming.claims.TaskNames;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.TaskHash;
import io.herald.dns.naming.names.TaskName;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.services.problem.ProblemBook;
import java.util.ArrayList;
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
 * happens once in seventy clusters. Of each task a fingerprint is kept; only where two are equal
 * are the tasks themselves compared. Used by one thread at a time.
 */
final class CanonicalNames {

  private final LabelRules rules;
  private final TaskIndex tasks;
  private final NameClaims claims;
  private final Function<Task, Optional<TaskNames.Key>> nameOf;
  private final Fingerprints fingerprints = new Fingerprints();

  /** Those that joined and were there already, since the last {@link #settle}. */
  private final Set<Long> repeated = new HashSet<>();

  /** Tasks that share a canonical name with another, and the forms of it. */
  private final Map<Task.Id, List<String>> colliding = new HashMap<>();

  /**
   * @param nameOf the name that a task shares with others; empty if it has none now
   */
  CanonicalNames(
      LabelRules rules,
      TaskIndex tasks,
      NameClaims claims,
      Function<Task, Optional<TaskNames.Key>> nameOf) {
    this.rules = rules;
    this.tasks = tasks;
    this.claims = claims;
    this.nameOf = nameOf;
  }

  /** The task, which the index holds already, has this name from now on. */
  void join(TaskNames.Key name, Task task) {
    long fingerprint = fingerprint(name, task);
    if (fingerprints.add(fingerprint)) {
      repeated.add(fingerprint);
    }
  }

  /**
   * Looks who shares a canonical name with those that joined since the last call: once through all
   * tasks, however many they are, and not at all if no fingerprints are equal.
   */
  void settle() {
    if (repeated.isEmpty()) {
      return;
    }
    Map<Canonical, List<Task>> alike = new HashMap<>();
    tasks.forEach(
        task ->
            nameOf
                .apply(task)
                .filter(name -> repeated.contains(fingerprint(name, task)))
                .ifPresent(
                    name ->
                        alike
                            .computeIfAbsent(Canonical.of(name, task), c -> new ArrayList<>(2))
                            .add(task)));
    alike.forEach(
        (canonical, several) -> {
          if (several.size() > 1) {
            several.forEach(task -> claim(canonical.name(), task));
          }
        });
    repeated.clear();
  }

  /** What tells a task's canonical name from others. */
  private record Canonical(TaskNames.Key name, String hash, String tail) {

    static Canonical of(TaskNames.Key name, Task task) {
      return new Canonical(name, TaskHash.of(task.id()), TaskRecords.agentTail(task.agentId()));
    }
  }

  /** The task had this name. */
  void leave(TaskNames.Key name, Task task) {
    fingerprints.remove(fingerprint(name, task));
    List<String> names = colliding.remove(task.key());
    if (names != null) {
      claims.release(names, ProblemBook.named(task.key()));
    }
  }

  private void claim(TaskNames.Key name, Task task) {
    if (!colliding.containsKey(task.key())) {
      List<String> names =
          TaskName.forms(rules, task, (kind, what) -> {}).stream()
              .map(form -> TaskRecords.canonical(form, task) + "." + name.framework())
              .toList();
      colliding.put(task.key(), names);
      claims.claim(names, ProblemBook.named(task.key()));
    }
  }

  private static long fingerprint(TaskNames.Key name, Task task) {
    int tail = 0;
    String agent = task.agentId();
    for (int i = agent.lastIndexOf('-') + 1; i < agent.length(); i++) {
      tail = 31 * tail + Character.toLowerCase(agent.charAt(i));
    }
    // 32 bits of the name, 25 of the hash, and the tail over all.
    return ((long) name.hashCode() << 32 | TaskHash.bits(task.id())) ^ tail * 0x9e37_79b9_7f4aL;
  }
}
