package io.herald.catalog.source.mesos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.herald.catalog.Interner;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Upid;
import java.util.Map;
import java.util.Optional;

/**
 * Turns agents and frameworks of {@code /state} (the v0 form) into the catalog's nouns; {@link
 * TaskReader} does the tasks. What one has wrong leaves out that one alone, counted. Any thread may
 * call.
 */
final class StateEntities {

  private final Interner interner;
  private final Skips skips;

  StateEntities(Interner interner, Skips skips) {
    this.interner = interner;
    this.skips = skips;
  }

  Optional<String> agentId(JsonNode slave) {
    return filled(slave, "id").map(interner::intern);
  }

  Optional<Agent> agent(JsonNode slave) {
    String id = slave.path("id").asText("");
    try {
      // An agent whose "active" isn't told is taken for active, as older masters don't tell.
      return Optional.of(
          new Agent(
              interner.intern(required(slave, "id")),
              slave.path("hostname").asText(""),
              Upid.parse(required(slave, "pid")),
              slave.path("active").asBoolean(true)));
    } catch (IllegalArgumentException e) {
      skips.skip("agent", id, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A framework whose pid is malformed stays, without it. */
  Optional<Framework> framework(Map<String, JsonNode> fields) {
    JsonNode missing = MissingNode.getInstance();
    String id = fields.getOrDefault("id", missing).asText("");
    if (id.isEmpty()) {
      skips.skip("framework", fields.getOrDefault("name", missing).asText(""), "its id is missing");
      return Optional.empty();
    }
    Optional<Upid> pid = Optional.empty();
    String pidText = fields.getOrDefault("pid", missing).asText("");
    if (!pidText.isEmpty()) {
      try {
        pid = Optional.of(Upid.parse(pidText));
      } catch (IllegalArgumentException e) {
        skips.skip("pid of framework", id, String.valueOf(e.getMessage()));
      }
    }
    return Optional.of(
        new Framework(
            interner.intern(id),
            interner.intern(fields.getOrDefault("name", missing).asText("")),
            interner.intern(fields.getOrDefault("hostname", missing).asText("")),
            pid,
            fields.getOrDefault("active", missing).asBoolean(true)));
  }

  private static Optional<String> filled(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() && !value.textValue().isEmpty()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  private static String required(JsonNode node, String field) {
    return filled(node, field)
        .orElseThrow(
            () -> new IllegalArgumentException("its \"" + field + "\" is missing or no text"));
  }
}
