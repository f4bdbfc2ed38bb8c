package io.herald.catalog.source.mesos.reading.json;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.reading.Fingerprint;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.MesosTime;
import io.herald.catalog.source.mesos.reading.SnapshotException;
import io.herald.catalog.source.mesos.reading.TaskMemory;
import io.herald.catalog.source.mesos.reading.TaskStates;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import io.herald.mesos.codec.MesosDuration;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

  private final StateEntities entities;
  private final JsonTaskReader taskReader;
  private final LoneValues values;
  private final MesosSkippedItems skippedItems;
  private final Fingerprint.Taker fingerprints = new Fingerprint.Taker();

  /** The tasks of the last whole state; empty while a reading has them, so no two share them. */
  private final AtomicReference<@Nullable TaskMemory> memory = new AtomicReference<>();

  public StateReader(Interner interner, MesosSkippedItems skippedItems) {
    this.entities = new StateEntities(interner, skippedItems);
    this.taskReader = new JsonTaskReader(interner, skippedItems);
    this.values = new LoneValues(skippedItems);
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
    TaskMemory last = memory.getAndSet(null);
    TaskMemory known = last == null ? new TaskMemory() : last;
    boolean whole = false;
    try (body) {
      Reading reading = new Reading(known);
      document(body, from, (scanner, name) -> stateField(scanner, from, name, reading));
      State state = reading.finish(from, skippedItems);
      whole = true;
      return state;
    } finally {
      known.endReading(whole);
      memory.set(known);
    }
  }

  /** Lets go of the tasks of the last state; to be called when no other is to follow soon. */
  public void forget() {
    memory.set(null);
  }

  /**
   * Reads the frameworks of {@code GET /frameworks}, without their tasks.
   *
   * @throws SnapshotException if it isn't that
   */
  public List<Framework> frameworks(InputStream body, String from) throws IOException {
    Reading reading = new Reading(new TaskMemory());
    document(
        body,
        from,
        (scanner, name) -> {
          if (name.equals("frameworks")) {
            reading.frameworksSeen =
                elements(scanner, from, name, () -> framework(scanner, false, reading));
          } else {
            scanner.skip();
          }
        });
    if (!reading.frameworksSeen) {
      throw new SnapshotException(from + ": \"frameworks\" is missing; this is no Mesos master");
    }
    return reading.frameworks;
  }

  /**
   * Reads the agents of {@code GET /slaves}.
   *
   * @throws SnapshotException if it isn't that
   */
  public Agents agents(InputStream body, String from) throws IOException {
    Reading reading = new Reading(new TaskMemory());
    document(
        body,
        from,
        (scanner, name) -> {
          if (name.equals("slaves") || name.equals("recovered_slaves")) {
            stateField(scanner, from, name, reading);
          } else {
            scanner.skip();
          }
        });
    if (!reading.slavesSeen) {
      throw new SnapshotException(from + ": \"slaves\" is missing; this is no Mesos master");
    }
    return new Agents(reading.agents, reading.recovered);
  }

  /**
   * How long a leader waits for its agents, as {@code GET /flags} has it; empty if it has not.
   *
   * @throws SnapshotException if it isn't JSON
   */
  public Optional<Duration> reregisterTimeout(InputStream body, String from) throws IOException {
    Reading reading = new Reading(new TaskMemory());
    document(
        body,
        from,
        (scanner, name) -> {
          if (name.equals("flags")) {
            flags(scanner, reading);
          } else {
            scanner.skip();
          }
        });
    return reading.timeout();
  }

  /**
   * Agents as a master lists them.
   *
   * @param recovered ids of those that it knows and that have not re-registered
   */
  public record Agents(List<Agent> present, Set<String> recovered) {}

  private void stateField(JsonScanner scanner, String from, String name, Reading reading)
      throws IOException {
    switch (name) {
      case "leader" -> reading.leader = text(scanner, "state", name);
      case "pid" -> reading.pid = text(scanner, "state", name);
      case "id" -> reading.id = text(scanner, "state", name);
      case "elected_time" -> reading.elected = text(scanner, "state", name);
      case "flags" -> flags(scanner, reading);
      case "slaves" ->
          reading.slavesSeen |=
              elements(
                  scanner,
                  from,
                  name,
                  () ->
                      values
                          .entity(scanner, "agent", entities::agent)
                          .ifPresent(reading.agents::add));
      case "recovered_slaves" ->
          elements(
              scanner,
              from,
              name,
              () ->
                  values
                      .entity(scanner, "agent", entities::agentId)
                      .ifPresent(reading.recovered::add));
      case "frameworks" ->
          reading.frameworksSeen |=
              elements(scanner, from, name, () -> framework(scanner, true, reading));
      case "orphan_tasks" ->
          tasks(scanner, task -> !TaskStates.isTerminal(task.state()), reading, reading.orphans);
      default -> scanner.skip();
    }
  }

  private void flags(JsonScanner scanner, Reading reading) throws IOException {
    if (!scanner.enterObject()) {
      scanner.skip();
      return;
    }
    while (scanner.hasMember()) {
      String name = scanner.name();
      switch (name) {
        // The second is what masters before 1.2 call it.
        case "agent_reregister_timeout", "slave_reregister_timeout" ->
            reading.timeout = text(scanner, "flag", name);
        default -> scanner.skip();
      }
    }
  }

  private String text(JsonScanner scanner, String kind, String field) throws IOException {
    return values.field(scanner, kind, "", field, JsonValues::scalar, "");
  }

  /** Reads the framework's own fields, and its tasks one at a time. */
  private void framework(JsonScanner scanner, boolean withTasks, Reading reading)
      throws IOException {
    if (!scanner.enterObject()) {
      scanner.skip();
      skippedItems.skip("framework", "", "it is no JSON object");
      return;
    }
    StateEntities.Draft own = new StateEntities.Draft();
    while (scanner.hasMember()) {
      String name = scanner.name();
      boolean skipped = !withTasks && name.endsWith("tasks");
      switch (skipped ? "" : name) {
        case "tasks" ->
            tasks(scanner, task -> !TaskStates.isTerminal(task.state()), reading, reading.tasks);
        // Those of frameworks that are not partition aware stand there as TASK_LOST.
        case "unreachable_tasks" ->
            tasks(
                scanner,
                task -> task.state().equals(TaskStates.UNREACHABLE),
                reading,
                reading.tasks);
        default -> {
          if (StateEntities.Draft.wants(name)) {
            field(scanner, own, name);
          } else {
            scanner.skip();
          }
        }
      }
    }
    entities.framework(own).ifPresent(reading.frameworks::add);
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

  private void tasks(JsonScanner scanner, Predicate<Task> wanted, Reading reading, List<Task> into)
      throws IOException {
    if (scanner.isNull()) {
      scanner.skip();
      return;
    }
    if (!scanner.enterArray()) {
      scanner.skip();
      skippedItems.skip("tasks", "", "the list of tasks is no JSON array");
      return;
    }
    while (scanner.hasElement()) {
      task(scanner, reading).filter(wanted).ifPresent(into::add);
    }
  }

  /** The task that the scanner stands before, and what it says remembered for the next state. */
  private Optional<Task> task(JsonScanner scanner, Reading reading) throws IOException {
    boolean whole = scanner.keep();
    Fingerprint bytes = fingerprints.of(scanner.kept(), 0, scanner.keptLength());
    Optional<Task> same = reading.known.recall(bytes);
    if (same.isPresent()) {
      return same;
    }
    long skippedBefore = skippedItems.total();
    Optional<Task> task = values.kept(scanner, whole, "task", taskReader::task);
    if (task.isPresent() && skippedItems.total() == skippedBefore) {
      reading.known.remember(bytes, task.get());
    }
    return task;
  }

  private static void document(InputStream body, String from, Field field) throws IOException {
    JsonScanner scanner = new JsonScanner(body, from);
    if (!scanner.enterObject()) {
      throw new SnapshotException(from + ": a JSON object in UTF-8 was expected");
    }
    while (scanner.hasMember()) {
      field.read(scanner, scanner.name());
    }
  }

  /** Reads a list, if there is one: {@code null} is none. */
  private static boolean elements(JsonScanner scanner, String from, String name, Element element)
      throws IOException {
    if (scanner.isNull()) {
      scanner.skip();
      return false;
    }
    if (!scanner.enterArray()) {
      throw new SnapshotException(from + ": \"" + name + "\": a JSON array was expected");
    }
    while (scanner.hasElement()) {
      element.read();
    }
    return true;
  }

  @FunctionalInterface
  private interface Field {
    void read(JsonScanner scanner, String name) throws IOException;
  }

  @FunctionalInterface
  private interface Element {
    void read() throws IOException;
  }

  /** What has been read so far; of one call, one thread. */
  private static final class Reading {
    private final TaskMemory known;
    private final List<Agent> agents = new ArrayList<>();
    private final Set<String> recovered = new HashSet<>();
    private final List<Framework> frameworks = new ArrayList<>();
    private final List<Task> tasks;
    private final List<Task> orphans = new ArrayList<>();
    private String leader = "";
    private String pid = "";
    private String id = "";
    private String elected = "";
    private String timeout = "";
    private boolean slavesSeen;
    private boolean frameworksSeen;

    /**
     * @param known the tasks of the state before
     */
    private Reading(TaskMemory known) {
      this.known = known;
      this.tasks = new ArrayList<>(known.size());
    }

    private State finish(String from, MesosSkippedItems skippedItems) {
      if (!slavesSeen || !frameworksSeen) {
        throw new SnapshotException(
            from
                + ": \""
                + (slavesSeen ? "frameworks" : "slaves")
                + "\" is missing; this is no Mesos master's state");
      }
      if (leader.isEmpty()) {
        throw new SnapshotException(from + ": \"leader\" is empty: that master knows no leader");
      }
      if (!pid.isEmpty() && !pid.equals(leader)) {
        throw new SnapshotException(
            from
                + ": "
                + pid
                + " is not the leader, which is "
                + leader
                + "; its state is not used");
      }
      Upid leading;
      try {
        leading = Upid.parse(leader);
      } catch (IllegalArgumentException e) {
        throw new SnapshotException(from + ": \"leader\": " + e.getMessage(), e);
      }
      return new State(
          new MesosSnapshot(
              id + "/" + leader + "/" + elected,
              agents,
              recovered,
              frameworks,
              true,
              tasks,
              timeout(),
              electedAt(skippedItems),
              orphans),
          leading);
    }

    private Optional<Duration> timeout() {
      return MesosDuration.parse(timeout);
    }

    /** Masters of before 0.20 don't say; others write seconds. */
    private Optional<Instant> electedAt(MesosSkippedItems skippedItems) {
      if (elected.isEmpty()) {
        return Optional.empty();
      }
      Optional<Instant> at = MesosTime.parse(elected);
      if (at.isEmpty()) {
        skippedItems.skip(
            "state", "", "\"elected_time\" = \"" + elected + "\" is no time in seconds");
      }
      return at;
    }
  }
}
