package io.herald.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.schema.Schema;
import io.herald.catalog.model.Agent;
import io.herald.services.instance.LocatedAgent;
import java.io.IOException;

/** An agent as JSON. */
public final class AgentJson {

  private AgentJson() {}

  /**
   * An agent and what it runs.
   *
   * @param tasks that the masters list on it
   */
  public record Counted(LocatedAgent located, int tasks) {}

  public static void write(JsonGenerator json, Counted counted) throws IOException {
    Agent agent = counted.located().agent();
    json.writeStartObject();
    json.writeStringField("id", agent.id());
    json.writeStringField("hostname", agent.hostname());
    json.writeStringField("pid", agent.pid().toString());
    json.writeBooleanField("active", agent.active());
    AddressJson.write(json, counted.located().addresses());
    json.writeNumberField("instances", counted.tasks());
    json.writeObjectFieldStart("sources");
    json.writeStringField(AddressJson.FIELD, "pid");
    json.writeEndObject();
    json.writeEndObject();
  }

  public static Schema schema() {
    return Schema.object("An agent, as the masters list it.")
        .field("id", Schema.text("Its id."))
        .field("hostname", Schema.text("Host name that it reports."))
        .field("pid", Schema.text("Its libprocess id."))
        .field("active", Schema.flag("Whether the master makes offers of it."))
        .field(
            AddressJson.FIELD,
            AddressJson.schema("Of its pid's host; empty until that is resolved."))
        .field("instances", Schema.integer("How many tasks the masters list on it.", 0))
        .field(
            "sources",
            Schema.object("Where its facts come from.")
                .field(
                    AddressJson.FIELD, Schema.word("What names the host of the addresses.", "pid"))
                .schema())
        .schema()
        .named("Agent");
  }
}
