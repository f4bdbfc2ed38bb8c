package io.herald.catalog.source.mesos.reading.json;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.reading.LastTasks;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.SnapshotException;
import io.herald.catalog.source.mesos.reading.TaskMemory;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a master's {@code GET /state}, {@code /frameworks} and {@code /slaves} as they come in:
 * never more than one task is in memory besides what is kept, whatever the size. An entity that
 * can't be read is left out and counted, whatever is wrong within it; a body that isn't a leader's
 * whole snapshot is an error and gives nothing. Any thread may call.
 *
 * <p>A task whose bytes are those of a task in the state before is that same object, and its bytes
 * are only passed over. So a state that has not changed costs a fraction of a first one, and no
 * memory.
 */
public final class StateReader {

  private final StateFields fields;
  private final MesosSkippedItems skippedItems;

  private final LastTasks lastTasks = new LastTasks();

  public StateReader(Interner interner, MesosSkippedItems skippedItems) {
    this.fields = new StateFields(interner, skippedItems);
    this.skippedItems = skippedItems;
  }

  /**
   * A state as read.
   *
   * @param leader host and port of the leading master; the id is "master"
   */
  public record State(MesosSnapshot snapshot, Upid leader) {}

  /**
   * Reads a whole state; the stream is closed at the end.
   *
   * @param from for messages: "http://10.0.0.1:5050/state"
   * @throws SnapshotException if it isn't JSON, isn't a state, or isn't that of a leader
   * @throws IOException if the stream breaks
   */
  public State state(InputStream body, String from) throws IOException {
    LastTasks.Loan known = lastTasks.lend();
    boolean whole = false;
    try (body) {
      StateDraft draft = new StateDraft(known.tasks());
      JsonDocument.read(body, from, (scanner, name) -> fields.state(scanner, from, name, draft));
      State state = draft.finish(from, skippedItems);
      whole = true;
      return state;
    } finally {
      known.end(whole);
    }
  }

  /** Lets go of the tasks of the last state; to be called when no other is to follow soon. */
  public void forget() {
    lastTasks.forget();
  }

  /**
   * Reads the frameworks of {@code GET /frameworks}, without their tasks.
   *
   * @throws SnapshotException if it isn't that
   */
  public List<Framework> frameworks(InputStream body, String from) throws IOException {
    StateDraft draft = new StateDraft(new TaskMemory());
    JsonDocument.read(
        body,
        from,
        (scanner, name) -> {
          if (name.equals("frameworks")) {
            draft.frameworksSeen =
                JsonDocument.elements(
                    scanner, from, name, () -> fields.framework(scanner, false, draft));
          } else {
            scanner.skip();
          }
        });
    if (!draft.frameworksSeen) {
      throw new SnapshotException(from + ": \"frameworks\" is missing; this is not a Mesos master");
    }
    return draft.frameworks;
  }

  /**
   * Reads the agents of {@code GET /slaves}.
   *
   * @throws SnapshotException if it isn't that
   */
  public Agents agents(InputStream body, String from) throws IOException {
    StateDraft draft = new StateDraft(new TaskMemory());
    JsonDocument.read(
        body,
        from,
        (scanner, name) -> {
          if (name.equals("slaves") || name.equals("recovered_slaves")) {
            fields.state(scanner, from, name, draft);
          } else {
            scanner.skip();
          }
        });
    if (!draft.slavesSeen) {
      throw new SnapshotException(from + ": \"slaves\" is missing; this is not a Mesos master");
    }
    return new Agents(draft.agents, draft.recovered);
  }

  /**
   * How long a leader waits for its agents, as {@code GET /flags} has it; empty if it has not.
   *
   * @throws SnapshotException if it isn't JSON
   */
  public Optional<Duration> reregisterTimeout(InputStream body, String from) throws IOException {
    StateDraft draft = new StateDraft(new TaskMemory());
    JsonDocument.read(
        body,
        from,
        (scanner, name) -> {
          if (name.equals("flags")) {
            fields.flags(scanner, draft);
          } else {
            scanner.skip();
          }
        });
    return draft.reregisterTimeout();
  }

  /**
   * Agents as a master lists them.
   *
   * @param recovered ids of those that it knows and that have not re-registered
   */
  public record Agents(List<Agent> present, Set<String> recovered) {}
}
