package io.herald.catalog.source.mesos.reading.json;

import static io.herald.catalog.source.mesos.reading.json.JsonValues.isObject;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.nameAndValue;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.scalar;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.truth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.herald.catalog.Interner;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.IOException;
import java.util.Optional;

/**
 * Turns agents and frameworks of {@code /state} (the v0 form) into the catalog's nouns; {@link
 * JsonTaskReader} does the tasks. What one has wrong leaves out that one alone, counted. Any thread
 * may call. The parser stands where {@link JsonValues} says.
 */
final class StateEntities {

  private final Interner interner;
  private final MesosSkippedItems skippedItems;

  StateEntities(Interner interner, MesosSkippedItems skippedItems) {
    this.interner = interner;
    this.skippedItems = skippedItems;
  }

  /** The id of an agent; empty if it has none. */
  Optional<String> agentId(JsonParser parser) throws IOException {
    String id = draft(parser).id;
    return id.isEmpty() ? Optional.empty() : Optional.of(interner.intern(id));
  }

  /**
   * Reads one agent.
   *
   * @return empty if it is unusable
   */
  Optional<Agent> agent(JsonParser parser) throws IOException {
    Draft draft = draft(parser);
    try {
      // Older masters don't report "active": such an agent counts as active.
      return Optional.of(
          new Agent(
              interner.intern(required("id", draft.id)),
              draft.hostname,
              Upid.parse(required("pid", draft.pid)),
              draft.active));
    } catch (IllegalArgumentException e) {
      skippedItems.skip("agent", draft.anyId, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Draft draft(JsonParser parser) throws IOException {
    Draft draft = new Draft();
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        draft.field(nameAndValue(parser), parser);
      }
    }
    return draft;
  }

  /** A framework whose pid is malformed stays, without it. */
  Optional<Framework> framework(Draft draft) {
    if (draft.anyId.isEmpty()) {
      skippedItems.skip("framework", draft.name, "its id is missing");
      return Optional.empty();
    }
    Optional<Upid> pid = Optional.empty();
    if (!draft.anyPid.isEmpty()) {
      try {
        pid = Optional.of(Upid.parse(draft.anyPid));
      } catch (IllegalArgumentException e) {
        skippedItems.skip("pid of framework", draft.anyId, String.valueOf(e.getMessage()));
      }
    }
    return Optional.of(
        new Framework(
            interner.intern(draft.anyId),
            interner.intern(draft.name),
            interner.intern(draft.hostname),
            pid,
            draft.active));
  }

  private static String required(String field, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("its \"" + field + "\" is missing or no text");
    }
    return value;
  }

  /** What of an agent or a framework has been read so far. */
  static final class Draft {
    private String id = "";

    /** The id even if it is not text. */
    private String anyId = "";

    private String name = "";
    private String hostname = "";
    private String pid = "";
    private String anyPid = "";
    private boolean active = true;

    /** Whether a field of that name is of interest. */
    static boolean wants(String name) {
      return switch (name) {
        case "id", "name", "hostname", "pid", "active" -> true;
        default -> false;
      };
    }

    /** Takes a field, whose value the parser stands before. */
    void field(String field, JsonParser parser) throws IOException {
      boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
      switch (field) {
        case "id" -> {
          anyId = scalar(parser);
          id = text ? anyId : "";
        }
        case "name" -> name = scalar(parser);
        case "hostname" -> hostname = scalar(parser);
        case "pid" -> {
          anyPid = scalar(parser);
          pid = text ? anyPid : "";
        }
        case "active" -> active = truth(parser).orElse(true);
        default -> parser.skipChildren();
      }
    }

    /** The id, as far as there is one. */
    String id() {
      return anyId;
    }
  }
}
