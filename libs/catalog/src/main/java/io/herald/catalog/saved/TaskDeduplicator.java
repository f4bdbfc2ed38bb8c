package io.herald.catalog.saved;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives the repeating parts of tasks one instance each. Where the masters' picture says the same of
 * a task, the one that was read here stays, so its memory counts.
 */
final class TaskDeduplicator {

  private final Interner interner;

  TaskDeduplicator(Interner interner) {
    this.interner = interner;
  }

  Entity shared(Entity entity) {
    if (!(entity instanceof Task task)) {
      return entity; // there are few of the others
    }
    Map<String, String> labels = new HashMap<>();
    task.labels().forEach((key, value) -> labels.put(interner.intern(key), interner.intern(value)));
    return new Task(
        interner.intern(task.frameworkId()),
        task.id(),
        interner.intern(task.name()),
        interner.intern(task.agentId()),
        interner.intern(task.state()),
        task.running().map(interner::intern),
        task.ports(),
        task.discovery().map(interner::intern),
        labels.isEmpty() ? Map.of() : interner.intern(Map.copyOf(labels)),
        interner.intern(task.network()),
        task.recovering());
  }
}
