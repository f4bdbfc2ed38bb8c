package io.herald.catalog.source.mesos.reading.json;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.Fingerprint;
import io.herald.catalog.source.mesos.reading.TaskStates;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads the fields of a master's documents into a {@link StateDraft}: its leader and flags, its
 * agents and frameworks, and the tasks one at a time. Any thread may call.
 *
 * <p>A task whose bytes are those of a task in the state before is that same object, and its bytes
 * are only passed over.
 */
final class StateFields {

  private final StateEntities entities;
  private final JsonTaskReader taskReader;
  private final ValueParser values;
  private final MesosSkippedItems skippedItems;
  private final Fingerprint.Taker fingerprints = new Fingerprint.Taker();

  StateFields(Interner interner, MesosSkippedItems skippedItems) {
    this.entities = new StateEntities(interner, skippedItems);
    this.taskReader = new JsonTaskReader(interner, skippedItems);
    this.values = new ValueParser(skippedItems);
    this.skippedItems = skippedItems;
  }

  /** A field of {@code /state}. */
  void state(JsonScanner scanner, String from, String name, StateDraft draft) throws IOException {
    switch (name) {
      case "leader" -> draft.leader = text(scanner, "state", name);
      case "pid" -> draft.pid = text(scanner, "state", name);
      case "id" -> draft.id = text(scanner, "state", name);
      case "elected_time" -> draft.elected = text(scanner, "state", name);
      case "flags" -> flags(scanner, draft);
      case "slaves" ->
          draft.slavesSeen |=
              JsonDocument.elements(
                  scanner,
                  from,
                  name,
                  () ->
                      values
                          .entity(scanner, "agent", entities::agent)
                          .ifPresent(draft.agents::add));
      case "recovered_slaves" ->
          JsonDocument.elements(
              scanner,
              from,
              name,
              () ->
                  values
                      .entity(scanner, "agent", entities::agentId)
                      .ifPresent(draft.recovered::add));
      case "frameworks" ->
          draft.frameworksSeen |=
              JsonDocument.elements(scanner, from, name, () -> framework(scanner, true, draft));
      case "orphan_tasks" ->
          tasks(scanner, task -> !TaskStates.isTerminal(task.state()), draft, draft.orphans);
      default -> scanner.skip();
    }
  }

  /** The object of the master's flags. */
  void flags(JsonScanner scanner, StateDraft draft) throws IOException {
    if (!scanner.enterObject()) {
      scanner.skip();
      return;
    }
    while (scanner.hasMember()) {
      String name = scanner.name();
      switch (name) {
        // The second is what masters before 1.2 call it.
        case "agent_reregister_timeout", "slave_reregister_timeout" ->
            draft.timeout = text(scanner, "flag", name);
        default -> scanner.skip();
      }
    }
  }

  private String text(JsonScanner scanner, String kind, String field) throws IOException {
    return values.field(scanner, kind, "", field, JsonValues::scalar, "");
  }

  /** Reads the framework's own fields, and its tasks one at a time. */
  void framework(JsonScanner scanner, boolean withTasks, StateDraft draft) throws IOException {
    if (!scanner.enterObject()) {
      scanner.skip();
      skippedItems.skip("framework", "", "it is not a JSON object");
      return;
    }
    StateEntities.Draft own = new StateEntities.Draft();
    while (scanner.hasMember()) {
      String name = scanner.name();
      boolean skipped = !withTasks && name.endsWith("tasks");
      switch (skipped ? "" : name) {
        case "tasks" ->
            tasks(scanner, task -> !TaskStates.isTerminal(task.state()), draft, draft.tasks);
        // Those of frameworks that are not partition aware stand there as TASK_LOST.
        case "unreachable_tasks" ->
            tasks(scanner, task -> task.state().equals(TaskStates.UNREACHABLE), draft, draft.tasks);
        default -> {
          if (StateEntities.Draft.wants(name)) {
            field(scanner, own, name);
          } else {
            scanner.skip();
          }
        }
      }
    }
    entities.framework(own).ifPresent(draft.frameworks::add);
  }

  private void field(JsonScanner scanner, StateEntities.Draft own, String name) throws IOException {
    boolean unused =
        values.field(
            scanner,
            "framework",
            own.id(),
            name,
            parser -> {
              own.field(name, parser);
              return true;
            },
            false);
  }

  private void tasks(JsonScanner scanner, Predicate<Task> wanted, StateDraft draft, List<Task> into)
      throws IOException {
    if (scanner.isNull()) {
      scanner.skip();
      return;
    }
    if (!scanner.enterArray()) {
      scanner.skip();
      skippedItems.skip("tasks", "", "the list of tasks is not a JSON array");
      return;
    }
    while (scanner.hasElement()) {
      task(scanner, draft).filter(wanted).ifPresent(into::add);
    }
  }

  /** The task that the scanner stands before, and what it says remembered for the next state. */
  private Optional<Task> task(JsonScanner scanner, StateDraft draft) throws IOException {
    boolean whole = scanner.keep();
    Fingerprint bytes = fingerprints.of(scanner.kept(), 0, scanner.keptLength());
    Optional<Task> same = draft.known.recall(bytes);
    if (same.isPresent()) {
      return same;
    }
    long skippedBefore = skippedItems.total();
    Optional<Task> task = values.kept(scanner, whole, "task", taskReader::task);
    if (task.isPresent() && skippedItems.total() == skippedBefore) {
      draft.known.remember(bytes, task.get());
    }
    return task;
  }
}
