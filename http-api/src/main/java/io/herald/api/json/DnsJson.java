package io.herald.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.facts.DnsAnswer;
import io.herald.api.facts.DnsRecord;
import io.herald.api.facts.NameExplanation;
import io.herald.api.schema.Schema;
import io.herald.catalog.model.Task;
import io.herald.services.instance.ServiceKey;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** What DNS says, as JSON: records, answers, explanations. */
public final class DnsJson {

  private static final int MAX_TTL = Integer.MAX_VALUE;

  private DnsJson() {}

  /** A record and the service whose instances give it. */
  public record OfService(ServiceKey service, DnsRecord record) {}

  public static void write(JsonGenerator json, OfService of) throws IOException {
    DnsRecord record = of.record();
    json.writeStartObject();
    json.writeStringField("service", ServiceKeyText.of(of.service()));
    json.writeStringField("name", record.name());
    json.writeStringField("type", record.type());
    json.writeNumberField("ttl", record.ttl());
    json.writeStringField("value", record.value());
    json.writeArrayFieldStart("tasks");
    for (Task.Id task :
        record.tasks().stream()
            .sorted(Comparator.comparing(Task.Id::taskId).thenComparing(Task.Id::frameworkId))
            .toList()) {
      json.writeStartObject();
      json.writeStringField("id", task.taskId());
      json.writeStringField("framework", task.frameworkId());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  public static Schema recordSchema() {
    return line("A record that instances of a service give.")
        .field("service", Schema.text("Key of the service."))
        .field(
            "tasks",
            Schema.listOf(
                "Whose record it is: several may give the same.",
                Schema.object("A task.")
                    .field("id", Schema.text("Its id."))
                    .field("framework", Schema.text("Id of its framework."))
                    .schema()))
        .schema()
        .named("Record");
  }

  private static Schema.Properties line(String meaning) {
    return Schema.object(meaning)
        .field("name", Schema.text("Its owner, with a closing dot."))
        .field("type", Schema.text("A, AAAA, SRV, …"))
        .field("ttl", Schema.integer("Seconds.", 0, MAX_TTL))
        .field("value", Schema.text("In the text form of master files."));
  }

  public static void write(JsonGenerator json, DnsAnswer answer) throws IOException {
    json.writeStartObject();
    json.writeStringField("rcode", answer.rcode());
    json.writeBooleanField("authoritative", answer.authoritative());
    write(json, "answer", answer.answer());
    write(json, "authority", answer.authority());
    write(json, "additional", answer.additional());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String section, List<DnsAnswer.Line> lines)
      throws IOException {
    json.writeArrayFieldStart(section);
    for (DnsAnswer.Line line : lines) {
      json.writeStartObject();
      json.writeStringField("name", line.name());
      json.writeNumberField("ttl", line.ttl());
      json.writeStringField("type", line.type());
      json.writeStringField("value", line.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  public static Schema answerSchema() {
    Schema line = line("A record.").schema();
    return Schema.object("A reply of DNS.")
        .field("rcode", Schema.text("NOERROR, NXDOMAIN, …"))
        .field("authoritative", Schema.flag("Whether it is the server's own answer."))
        .field("answer", Schema.listOf("The answer section.", line))
        .field("authority", Schema.listOf("The authority section.", line))
        .field("additional", Schema.listOf("The additional section, without OPT.", line))
        .schema()
        .named("DnsAnswer");
  }

  public static void write(JsonGenerator json, NameExplanation explanation) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", explanation.name());
    json.writeStringField("verdict", explanation.verdict());
    json.writeStringField("meaning", explanation.meaning());
    json.writeArrayFieldStart("records");
    for (NameExplanation.ExplainedRecord record : explanation.records()) {
      json.writeStartObject();
      json.writeStringField("rtype", record.type());
      json.writeStringField("value", record.value());
      json.writeArrayFieldStart("origins");
      for (NameExplanation.Origin origin : record.origins()) {
        write(json, origin);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    WrittenFields.texts(json, "reasons", explanation.reasons());
    WrittenFields.texts(json, "nearest", explanation.nearest());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, NameExplanation.Origin origin) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", origin.rule());
    json.writeStringField("meaning", origin.meaning());
    WrittenFields.texts(json, origin.kind(), origin.entity());
    json.writeEndObject();
  }

  public static Schema explanationSchema() {
    Schema fields = Schema.mapOf("What it is, by field.", Schema.text("Value."));
    Schema origin =
        Schema.object("An entity that gives the record, under its kind's name, and the rule.")
            .field("rule", Schema.text("Name of the rule: resource-port."))
            .field("meaning", Schema.text("The rule in words."))
            .optional("task", fields)
            .optional("agent", fields)
            .optional("framework", fields)
            .optional("announcement", fields)
            .optional("masters", fields)
            .optional("server", fields)
            .optional("zone-file", fields)
            .optional("address", fields)
            .schema()
            .named("Origin");
    return Schema.object("Why a name is answered as it is; the form of /v1/explain.")
        .field("name", Schema.text("As it was understood."))
        .field(
            "verdict",
            Schema.word(
                "How DNS answers.",
                "answered",
                "only-names-below",
                "no-such-name",
                "outside",
                "routed",
                "not-loaded"))
        .field("meaning", Schema.text("The verdict in words."))
        .field(
            "records",
            Schema.listOf(
                "All that the name has.",
                Schema.object("A record of the name.")
                    .field("rtype", Schema.text("Its type."))
                    .field("value", Schema.text("An address; a target and port."))
                    .field("origins", Schema.listOf("What gives it.", origin))
                    .schema()))
        .field(
            "reasons",
            Schema.listOf(
                "Why there are no records, or what is unusual about them.",
                Schema.text("A sentence.")))
        .field(
            "nearest",
            Schema.listOf("Names that exist, the most similar first.", Schema.text("A name.")))
        .schema()
        .named("Explanation");
  }
}
