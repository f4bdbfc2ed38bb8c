package io.herald.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.schema.Schema;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Upid;
import io.herald.services.instance.LocatedFramework;
import java.io.IOException;

/** A framework as JSON. */
public final class FrameworkJson {

  private FrameworkJson() {}

  /**
   * A framework and what it has.
   *
   * @param services of frameworks of its name
   * @param tasks that the masters list for it
   */
  public record Counted(LocatedFramework located, int services, int tasks) {}

  public static void write(JsonGenerator json, Counted counted) throws IOException {
    Framework framework = counted.located().framework();
    json.writeStartObject();
    json.writeStringField("id", framework.id());
    json.writeStringField("name", framework.name());
    json.writeBooleanField("active", framework.active());
    json.writeStringField("hostname", framework.hostname());
    WrittenFields.text(json, "pid", framework.pid().map(Upid::toString));
    AddressJson.write(json, counted.located().addresses());
    json.writeNumberField("services", counted.services());
    json.writeNumberField("instances", counted.tasks());
    json.writeObjectFieldStart("sources");
    json.writeStringField(AddressJson.FIELD, framework.pid().isPresent() ? "pid" : "hostname");
    json.writeEndObject();
    json.writeEndObject();
  }

  public static Schema schema() {
    return Schema.object("A framework, as the masters list it.")
        .field("id", Schema.text("Its id."))
        .field("name", Schema.text("Its name."))
        .field("active", Schema.flag("Whether the master offers it resources."))
        .field("hostname", Schema.text("What its scheduler calls its host; may be empty."))
        .optional(
            "pid",
            Schema.text(
                "Its libprocess id; absent for a scheduler of the HTTP API, or while unknown."))
        .field(
            AddressJson.FIELD,
            AddressJson.schema("Of its scheduler's host; empty until that is resolved."))
        .field("services", Schema.integer("How many services the frameworks of its name have.", 0))
        .field("instances", Schema.integer("How many tasks the masters list for it.", 0))
        .field(
            "sources",
            Schema.object("Where its facts come from.")
                .field(
                    AddressJson.FIELD,
                    Schema.word("What names the host of the addresses.", "pid", "hostname"))
                .schema())
        .schema()
        .named("Framework");
  }
}
