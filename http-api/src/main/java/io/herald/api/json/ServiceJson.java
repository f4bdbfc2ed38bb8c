package io.herald.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.schema.Schema;
import io.herald.services.ServiceCounts;
import io.herald.services.instance.FactSource;
import io.herald.services.instance.ServiceKey;
import java.io.IOException;

/** A service, without its instances, as JSON. */
public final class ServiceJson {

  private ServiceJson() {}

  /**
   * Writes the service as one object.
   *
   * @param revision of the last change of one of its instances
   */
  public static void write(
      JsonGenerator json, ServiceKey service, ServiceCounts counts, long revision)
      throws IOException {
    json.writeStartObject();
    writeFields(json, service, counts, revision);
    json.writeEndObject();
  }

  /** Writes the fields into an object that has been begun. */
  public static void writeFields(
      JsonGenerator json, ServiceKey service, ServiceCounts counts, long revision)
      throws IOException {
    json.writeStringField("key", ServiceKeyText.of(service));
    json.writeStringField("framework", service.framework());
    json.writeStringField("name", service.name());
    json.writeStringField("environment", service.environment());
    json.writeNumberField("instances", counts.instances());
    json.writeNumberField("admitted", counts.admitted());
    json.writeNumberField("healthy", counts.healthy());
    json.writeNumberField("revision", revision);
    json.writeObjectFieldStart("sources");
    json.writeArrayFieldStart("name");
    if (counts.discovered() > 0) {
      json.writeString(SourceText.of(FactSource.DISCOVERY_INFO));
    }
    if (counts.discovered() < counts.admitted()) {
      json.writeString(SourceText.of(FactSource.TASK));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  public static Schema schema() {
    return fields("A service: all instances of one framework, name and environment.")
        .schema()
        .named("Service");
  }

  /** The fields that every form of a service has. */
  public static Schema.Properties fields(String meaning) {
    return Schema.object(meaning)
        .field(
            "key",
            Schema.text(
                "As it stands in paths: framework:name or framework:name:environment, each part"
                    + " percent-encoded."))
        .field(
            "framework", Schema.text("Name of the framework; frameworks of one name are one here."))
        .field("name", Schema.text("Of the DiscoveryInfo, or of the task if that has none."))
        .field("environment", Schema.text("Of the DiscoveryInfo; empty if it has none."))
        .field("instances", Schema.integer("How many there are, in any state.", 0))
        .field(
            "admitted",
            Schema.integer("How many of them have a state and labels that let them be used.", 0))
        .field("healthy", Schema.integer("How many of these no health check calls unhealthy.", 0))
        .field("revision", Schema.integer("Of the last change of one of its instances.", 0))
        .field(
            "sources",
            Schema.object("Where its facts come from.")
                .field(
                    "name",
                    Schema.listOf(
                        "Where its admitted instances have the name from; empty without any.",
                        SourceText.schema("Of the name of one instance or more.")))
                .schema());
  }
}
