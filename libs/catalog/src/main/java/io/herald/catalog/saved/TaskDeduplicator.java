package io.herald.catalog.saved;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives the repeating parts of tasks one instance each. A task that the masters then report
 * unchanged stays this one object, so its memory counts.
 */
final class TaskDeduplicator {

  private final Interner interner;

  TaskDeduplicator(Interner interner) {
    this.interner = interner;
  }

  Entity deduplicated(Entity entity) {
    if (!(entity instanceof Task task)) {
      return entity; // the others are few
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
        task.recovering(),
        task.healthChecked());
  }
}
