package io.herald.catalog.source.mesos;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.catalog.Interner;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.mesos.codec.MesosDuration;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a master's {@code GET /state}, {@code /frameworks} and {@code /slaves} as they come in:
 * never more than one task is in memory besides what is kept, whatever the size. An entity that
 * can't be read is left out and counted; a body that isn't a leader's whole picture is an error and
 * gives nothing. Any thread may call.
 *
 * <p>A task whose bytes are those of a task in the state before is that same object, and its bytes
 * are only passed over. So a state that has not changed costs a fraction of a first one, and no
 * memory.
 */
final class StateReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StateEntities entities;
  private final TaskReader taskReader;
  private final Skips skips;
  private final Fingerprint.Taker fingerprints = new Fingerprint.Taker();

  /** The tasks of the last whole state; empty while a reading has them, so no two share them. */
  private final AtomicReference<@Nullable TaskMemory> memory = new AtomicReference<>();

  StateReader(Interner interner, Skips skips) {
    this.entities = new StateEntities(interner, skips);
    this.taskReader = new TaskReader(interner, skips);
    this.skips = skips;
  }

  /**
   * A state as read.
   *
   * @param leader host and port of the leading master; the id is "master"
   */
  record State(MesosPicture picture, Upid leader) {}

  /**
   * Reads a whole state; the stream is closed at the end.
   *
   * @param from for messages: "http://10.0.0.1:5050/state"
   * @throws PictureException if it isn't JSON, isn't a state, or isn't that of a leader
   * @throws IOException if the stream breaks
   */
  State state(InputStream body, String from) throws IOException {
    Tap tap = new Tap(body);
    TaskMemory last = memory.getAndSet(null);
    TaskMemory known = last == null ? new TaskMemory() : last;
    boolean whole = false;
    try {
      Reading reading = new Reading(tap, known);
      document(tap, from, (parser, name) -> stateField(parser, from, name, reading));
      State state = reading.finish(from);
      whole = true;
      return state;
    } finally {
      known.endReading(whole);
      memory.set(known);
    }
  }

  /** Lets go of the tasks of the last state; to be called when no other is to follow soon. */
  void forget() {
    memory.set(null);
  }

  /**
   * Reads the frameworks of {@code GET /frameworks}, without their tasks.
   *
   * @throws PictureException if it isn't that
   */
  List<Framework> frameworks(InputStream body, String from) throws IOException {
    Reading reading = new Reading(new Tap(InputStream.nullInputStream()), new TaskMemory());
    document(
        body,
        from,
        (parser, name) -> {
          if (name.equals("frameworks")) {
            reading.frameworksSeen = true;
            elements(parser, from, name, () -> framework(parser, false, reading));
          } else {
            parser.skipChildren();
          }
        });
    if (!reading.frameworksSeen) {
      throw new PictureException(from + ": \"frameworks\" is missing; this is no Mesos master");
    }
    return reading.frameworks;
  }

  /**
   * Reads the agents of {@code GET /slaves}.
   *
   * @throws PictureException if it isn't that
   */
  Agents agents(InputStream body, String from) throws IOException {
    Reading reading = new Reading(new Tap(InputStream.nullInputStream()), new TaskMemory());
    document(
        body,
        from,
        (parser, name) -> {
          if (name.equals("slaves") || name.equals("recovered_slaves")) {
            stateField(parser, from, name, reading);
          } else {
            parser.skipChildren();
          }
        });
    if (!reading.slavesSeen) {
      throw new PictureException(from + ": \"slaves\" is missing; this is no Mesos master");
    }
    return new Agents(reading.agents, reading.recovered);
  }

  /**
   * How long a leader waits for its agents, as {@code GET /flags} has it; empty if it has not.
   *
   * @throws PictureException if it isn't JSON
   */
  Optional<Duration> reregisterTimeout(InputStream body, String from) throws IOException {
    Reading reading = new Reading(new Tap(InputStream.nullInputStream()), new TaskMemory());
    document(
        body,
        from,
        (parser, name) -> {
          if (name.equals("flags")) {
            reading.flags = JSON.readTree(parser);
          } else {
            parser.skipChildren();
          }
        });
    return reading.timeout();
  }

  /**
   * Agents as a master lists them.
   *
   * @param recovered ids of those that it knows and that have not re-registered
   */
  record Agents(List<Agent> present, Set<String> recovered) {}

  private void stateField(JsonParser parser, String from, String name, Reading reading)
      throws IOException {
    switch (name) {
      case "leader" -> reading.leader = scalar(parser);
      case "pid" -> reading.pid = scalar(parser);
      case "id" -> reading.id = scalar(parser);
      case "elected_time" -> reading.elected = scalar(parser);
      case "flags" -> reading.flags = JSON.readTree(parser);
      case "slaves" -> {
        reading.slavesSeen = true;
        elements(
            parser,
            from,
            name,
            () -> entities.agent(JSON.readTree(parser)).ifPresent(reading.agents::add));
      }
      case "recovered_slaves" ->
          elements(
              parser,
              from,
              name,
              () -> entities.agentId(JSON.readTree(parser)).ifPresent(reading.recovered::add));
      case "frameworks" -> {
        reading.frameworksSeen = true;
        elements(parser, from, name, () -> framework(parser, true, reading));
      }
      default -> parser.skipChildren();
    }
  }

  /** Reads the framework's own fields into a tree, and its tasks one at a time. */
  private void framework(JsonParser parser, boolean withTasks, Reading reading) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      skips.skip("framework", "", "it is no JSON object");
      return;
    }
    Map<String, JsonNode> own = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      boolean skipped = !withTasks && name.endsWith("tasks");
      switch (skipped ? "" : name) {
        case "tasks" -> tasks(parser, task -> true, reading);
        // Those of frameworks that are not partition aware stand there as TASK_LOST.
        case "unreachable_tasks" ->
            tasks(parser, task -> task.state().equals(TaskStates.UNREACHABLE), reading);
        case "id", "name", "hostname", "pid", "active" -> own.put(name, JSON.readTree(parser));
        default -> parser.skipChildren();
      }
    }
    entities.framework(own).ifPresent(reading.frameworks::add);
  }

  private void tasks(JsonParser parser, Predicate<Task> wanted, Reading reading)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      skips.skip("tasks", "", "the list of tasks is no JSON array");
      return;
    }
    Consumer<Task> keep =
        task -> {
          if (wanted.test(task) && !TaskStates.isTerminal(task.state())) {
            reading.tasks.add(task);
          }
        };
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      task(parser, reading).ifPresent(keep);
    }
  }

  /** The task that the parser stands before, and what it says remembered for the next state. */
  private Optional<Task> task(JsonParser parser, Reading reading) throws IOException {
    long begin = parser.currentTokenLocation().getByteOffset();
    if (begin < 0) {
      // Not UTF-8, so the parser doesn't know where it is.
      return taskReader.task(parser);
    }
    Tap tap = reading.tap;
    tap.forget(begin);
    long skipsBefore = skips.total();
    Optional<Task> task = Optional.empty();
    if (reading.first) {
      task = taskReader.task(parser);
    } else {
      parser.skipChildren();
    }
    int offset = tap.at(begin);
    int length = tap.at(parser.currentLocation().getByteOffset()) - offset;
    Fingerprint bytes = fingerprints.of(tap.kept(), offset, length);
    if (!reading.first) {
      Optional<Task> same = reading.known.recall(bytes);
      if (same.isPresent()) {
        return same;
      }
      task = task(tap.kept(), offset, length);
    }
    if (task.isPresent() && skips.total() == skipsBefore) {
      reading.known.remember(bytes, task.get());
    }
    return task;
  }

  private Optional<Task> task(byte[] bytes, int offset, int length) throws IOException {
    try (JsonParser parser = JSON.getFactory().createParser(bytes, offset, length)) {
      parser.nextToken();
      return taskReader.task(parser);
    }
  }

  private static void document(InputStream body, String from, Field field) throws IOException {
    try (JsonParser parser = JSON.getFactory().createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new PictureException(from + ": a JSON object was expected");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        field.read(parser, name);
      }
    } catch (JacksonException e) {
      throw new PictureException(from + ": not the JSON of a master: " + e.getOriginalMessage(), e);
    }
  }

  private static void elements(JsonParser parser, String from, String name, Element element)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new PictureException(from + ": \"" + name + "\": a JSON array was expected");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  private static String scalar(JsonParser parser) throws IOException {
    String text = parser.currentToken().isScalarValue() ? parser.getText() : "";
    boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
    parser.skipChildren();
    return isNull ? "" : text;
  }

  @FunctionalInterface
  private interface Field {
    void read(JsonParser parser, String name) throws IOException;
  }

  @FunctionalInterface
  private interface Element {
    void read() throws IOException;
  }

  /** What has been read so far; of one call, one thread. */
  private static final class Reading {
    private final Tap tap;
    private final TaskMemory known;
    private final boolean first;
    private final List<Agent> agents = new ArrayList<>();
    private final Set<String> recovered = new HashSet<>();
    private final List<Framework> frameworks = new ArrayList<>();
    private final List<Task> tasks;
    private String leader = "";
    private String pid = "";
    private String id = "";
    private String elected = "";
    private JsonNode flags = JSON.nullNode();
    private boolean slavesSeen;
    private boolean frameworksSeen;

    /**
     * @param known the tasks of the state before
     */
    private Reading(Tap tap, TaskMemory known) {
      this.tap = tap;
      this.known = known;
      this.first = known.size() == 0;
      this.tasks = new ArrayList<>(known.size());
    }

    private State finish(String from) {
      if (!slavesSeen || !frameworksSeen) {
        throw new PictureException(
            from
                + ": \""
                + (slavesSeen ? "frameworks" : "slaves")
                + "\" is missing; this is no Mesos master's state");
      }
      if (leader.isEmpty()) {
        throw new PictureException(from + ": \"leader\" is empty: that master knows no leader");
      }
      if (!pid.isEmpty() && !pid.equals(leader)) {
        throw new PictureException(
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
        throw new PictureException(from + ": \"leader\": " + e.getMessage(), e);
      }
      return new State(
          new MesosPicture(
              id + "/" + leader + "/" + elected,
              agents,
              recovered,
              frameworks,
              true,
              tasks,
              timeout(),
              electedAt()),
          leading);
    }

    private Optional<Duration> timeout() {
      return MesosDuration.parse(flags.path("agent_reregister_timeout").asText(""));
    }

    /** Masters of before 0.20 don't say; others write seconds. */
    private Optional<Instant> electedAt() {
      try {
        return elected.isEmpty()
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(Math.round(Double.parseDouble(elected) * 1000)));
      } catch (NumberFormatException e) {
        throw new PictureException("\"elected_time\" = \"" + elected + "\" is no number", e);
      }
    }
  }
}
