package io.herald.api.json;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.schema.Schema;
import io.herald.services.instance.FactSource;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceAddresses;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.IpSource;
import io.herald.watch.InstanceRole;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * An instance as JSON. The same instance is the same bytes: labels are sorted, ports and addresses
 * keep their order. Immutable.
 */
public final class InstanceJson {

  private static final String LABELS = "labels";
  private static final String PRIORITY = "priority";
  private static final String WEIGHT = "weight";
  private static final int MAX_PORT = 65535;
  private static final int MAX_WEIGHT = 256;

  private final List<IpSource> addressSources;
  private final Function<Instance, Optional<Instant>> since;

  /**
   * A writer.
   *
   * @param addressSources of the configuration; empty if a task's network decides
   * @param since when an instance came, as far as that is known
   */
  public InstanceJson(List<IpSource> addressSources, Function<Instance, Optional<Instant>> since) {
    this.addressSources = List.copyOf(addressSources);
    this.since = requireNonNull(since, "since");
  }

  /** The instance on one line. */
  public byte[] bytes(Instance instance) {
    return JsonText.bytes(json -> write(json, instance));
  }

  /** Writes the instance as one object. */
  public void write(JsonGenerator json, Instance instance) throws IOException {
    InstanceAddresses addresses = instance.addresses(addressSources);
    json.writeStartObject();
    json.writeStringField("id", instance.task().id());
    json.writeStringField("service", ServiceKeyText.of(instance.service()));
    WrittenFields.text(json, "role", InstanceRole.of(instance));
    json.writeObjectFieldStart("framework");
    json.writeStringField("id", instance.framework().id());
    json.writeStringField("name", instance.framework().name());
    json.writeEndObject();
    json.writeObjectFieldStart("agent");
    json.writeStringField("id", instance.agent().id());
    json.writeStringField("hostname", instance.agent().hostname());
    json.writeEndObject();
    json.writeStringField("state", instance.state());
    json.writeStringField("health", word(instance.health()));
    json.writeBooleanField("recovering", instance.isRecovering());
    WrittenFields.text(json, "since", since.apply(instance).map(Instant::toString));
    AddressJson.write(json, addresses.addresses());
    json.writeArrayFieldStart("ports");
    for (InstancePort port : instance.ports(addressSources)) {
      write(json, port, instance, addresses.addresses());
    }
    json.writeEndArray();
    WrittenFields.texts(json, LABELS, instance.labels());
    if (instance.weight().isPresent()) {
      json.writeNumberField(WEIGHT, instance.weight().getAsInt());
    }
    json.writeNumberField(PRIORITY, instance.priority());
    json.writeObjectFieldStart("sources");
    json.writeStringField("name", SourceText.of(instance.nameSource()));
    json.writeStringField(AddressJson.FIELD, SourceText.of(addresses.source()));
    if (instance.health() != Health.UNKNOWN) {
      json.writeStringField("health", SourceText.of(FactSource.TASK));
    }
    if (instance.weight().isPresent()) {
      json.writeStringField(WEIGHT, SourceText.of(FactSource.LABEL));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(
      JsonGenerator json, InstancePort port, Instance instance, List<InetAddress> addresses)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", port.name());
    json.writeNumberField("number", port.number());
    json.writeStringField("protocol", port.protocol().toLowerCase(Locale.ROOT));
    if (port.atAgent() && !instance.agentAddresses().equals(addresses)) {
      AddressJson.write(json, instance.agentAddresses());
    }
    WrittenFields.texts(json, LABELS, port.labels());
    if (port.weight().isPresent()) {
      json.writeNumberField(WEIGHT, port.weight().getAsInt());
    }
    json.writeNumberField(PRIORITY, port.priority());
    json.writeStringField("source", SourceText.of(port.source()));
    json.writeEndObject();
  }

  /** Its word in documents and queries, in lower case. */
  public static String word(Health health) {
    return health.name().toLowerCase(Locale.ROOT);
  }

  public static Schema schema() {
    return Schema.object("One instance of a service: a task whose framework and agent are known.")
        .field("id", Schema.text("Id of the task; unique within its framework."))
        .field("service", Schema.text("Key of its service, as it stands in paths."))
        .optional(
            "role",
            Schema.text(
                "Role of the Aurora job that it belongs to, or that it is announced in; absent if it"
                    + " belongs to none."))
        .field(
            "framework",
            Schema.object("The framework that launched it.")
                .field("id", Schema.text("Id of the framework."))
                .field("name", Schema.text("Name of the framework."))
                .schema())
        .field(
            "agent",
            Schema.object("The agent that it runs on.")
                .field("id", Schema.text("Id of the agent."))
                .field("hostname", Schema.text("Host name that the agent reports."))
                .schema())
        .field("state", Schema.text("State of the task as Mesos spells it: TASK_RUNNING."))
        .field(
            "health",
            Schema.word(
                "What its health checks say; unknown: no result yet, or no check, which counts as"
                    + " healthy.",
                "healthy",
                "unhealthy",
                "unknown"))
        .field(
            "recovering",
            Schema.flag(
                "Whether it is known from before a failover of the master, and its agent is not"
                    + " back yet."))
        .optional(
            "since",
            Schema.instant(
                "When Herald saw it come; absent for one that was there before Herald, and in watches."))
        .field(
            AddressJson.FIELD,
            AddressJson.schema("Where it is reached; empty until its host is resolved."))
        .field("ports", Schema.listOf("Those with names first.", portSchema()))
        .field(
            LABELS,
            Schema.mapOf(
                "Labels of the task and, over them, of its DiscoveryInfo.",
                Schema.text("Value of the label.")))
        .optional(
            WEIGHT,
            Schema.integer(
                "Share of the load that its labels ask for; absent if they ask for none.",
                1,
                MAX_WEIGHT))
        .field(PRIORITY, priority())
        .field(
            "sources",
            Schema.object("Where its facts come from; what is absent here is a default.")
                .field("name", SourceText.schema("Of the service's name."))
                .field(AddressJson.FIELD, SourceText.schema("What chose the addresses."))
                .optional("health", SourceText.schema("Of the health; absent while unknown."))
                .optional(WEIGHT, SourceText.schema("Of the weight, if there is one."))
                .schema())
        .schema()
        .named("Instance");
  }

  private static Schema portSchema() {
    return Schema.object("A port of an instance.")
        .field("name", Schema.text("As given; empty if it has none."))
        .field("number", Schema.integer("At which it is reached.", 1, MAX_PORT))
        .field("protocol", Schema.text("In lower case; empty if none was given, which means any."))
        .optional(
            AddressJson.FIELD,
            AddressJson.schema("Where the port is reached, if not at the instance's: the agent's."))
        .field(LABELS, Schema.mapOf("Of the port alone.", Schema.text("Value of the label.")))
        .optional(
            WEIGHT,
            Schema.integer(
                "Share of the load that labels ask for; absent if they ask for none.",
                1,
                MAX_WEIGHT))
        .field(PRIORITY, priority())
        .field("source", SourceText.schema("Where the port was found."))
        .schema()
        .named("Port");
  }

  private static Schema priority() {
    return Schema.integer("Lower ones are used first; 0 unless a label says otherwise.", 0, 65535);
  }
}
