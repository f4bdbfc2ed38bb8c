package io.herald.api.read;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.facts.ProblemReport;
import io.herald.api.json.JsonText;
import io.herald.api.json.SourceJson;
import io.herald.api.json.WrittenFields;
import io.herald.api.schema.Schema;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.follow.SkippedBySource;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.services.problem.Problem;
import java.io.IOException;
import java.util.List;

/** {@code /v2/sources} and {@code /v2/problems}: how the cluster is followed, and what is wrong. */
public final class OperationEndpoints {

  private static final String GROUP = "operation";

  private final ReadContext context;

  public OperationEndpoints(ReadContext context) {
    this.context = requireNonNull(context, "context");
  }

  /** All of them. */
  public List<ApiEndpoint> all() {
    return List.of(sources(), problems());
  }

  private ApiEndpoint sources() {
    return ApiEndpoint.get("/v2/sources", "listSources")
        .in(GROUP)
        .does(
            "Sources",
            "Where the cluster is known from, how each source stands, and which master leads.")
        .replies(
            EndpointReply.json(
                "Every source.",
                Schema.object("Every source, as it stands.")
                    .field("items", Schema.listOf("All of them.", SourceJson.schema()))
                    .field("complete", ListPage.complete())
                    .field(
                        "masters",
                        Schema.object("The masters.")
                            .optional(
                                "leader",
                                Schema.text(
                                    "host:port of the leading master, or of the last that led."))
                            .field(
                                "others",
                                Schema.listOf("The other masters.", Schema.text("host:port")))
                            .schema())
                    .schema()
                    .named("Sources"),
                """
                {"items":[{"name":"mesos","following":"stream","stale":false,"heardSecondsAgo":3,
                  "snapshotSecondsAgo":860,"worstAgeSeconds":41,"recoveringAgents":0,
                  "events":{"TASK_UPDATED":1204},"skipped":{},
                  "zooKeeper":{"servers":"10.0.0.7:2181","state":"connected",
                    "since":"2026-07-04T12:00:00Z"},
                  "faults":{"stream":{"count":1}}}],
                 "complete":true,"masters":{"leader":"10.0.0.1:5050","others":["10.0.0.2:5050"]}}
                """))
        .by(request -> context.answer(request, this::sourceList));
  }

  private JsonText.Writer sourceList() {
    List<SourceStatus> sources = context.facts().get().cluster().sources();
    boolean complete = context.live().isComplete();
    Masters masters = context.live().read(view -> view.masters());
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (SourceStatus source : sources) {
        SourceJson.write(json, source, context.clock());
      }
      json.writeEndArray();
      json.writeBooleanField("complete", complete);
      json.writeObjectFieldStart("masters");
      WrittenFields.text(json, "leader", masters.leader().map(AnnouncedEndpoint::toString));
      WrittenFields.texts(
          json, "others", masters.others().stream().map(AnnouncedEndpoint::toString).toList());
      json.writeEndObject();
      json.writeEndObject();
    };
  }

  private ApiEndpoint problems() {
    return ApiEndpoint.get("/v2/problems", "listProblems")
        .in(GROUP)
        .does(
            "Problems",
            "Names, ports, labels and hosts that can't be served as they are, and what the sources"
                + " could not read: the content of /v1/problems.")
        .replies(
            EndpointReply.json(
                "All counts, and the first problems one by one.",
                problemSchema(),
                """
                {"counts":{"unresolved-host":1},
                 "items":[{"kind":"unresolved-host","agent":"x-S1",
                   "what":"host \\"a1\\", of agent x-S1, can't be resolved (no such host)"}],
                 "skipped":[{"source":"mesos","counts":{"task":1},
                   "latest":[{"kind":"task","id":"web.1","what":"its port is -1"}]}]}
                """))
        .by(request -> context.answer(request, this::problemList));
  }

  private static Schema problemSchema() {
    Schema count = Schema.integer("Count.", 0);
    return Schema.object("What can't be served of the present entities.")
        .field("counts", Schema.mapOf("How many problems there are, by kind.", count))
        .field(
            "items",
            Schema.listOf(
                "The first of them.",
                Schema.object("A problem, with the entity that it concerns, if it is one.")
                    .field("kind", Schema.text("What sort of problem: unresolved-host."))
                    .optional("task", Schema.text("Id of the task."))
                    .optional("framework", Schema.text("Id of the framework, or of the task's."))
                    .optional("agent", Schema.text("Id of the agent."))
                    .optional(
                        "announcement", Schema.text("Path of the member's node in ZooKeeper."))
                    .field("what", Schema.text("A sentence that holds the offending text."))
                    .optional(
                        "entities",
                        Schema.integer(
                            "How many have it, the one that is named being an example; absent: 1.",
                            2))
                    .schema()))
        .field(
            "skipped",
            Schema.listOf(
                "What the sources could not read.",
                Schema.object("What one source left out since the start.")
                    .field("source", Schema.text("Its name."))
                    .field("counts", Schema.mapOf("How many, by kind.", count))
                    .field(
                        "latest",
                        Schema.listOf(
                            "The latest of them.",
                            Schema.object("A thing that was left out.")
                                .field("kind", Schema.text("What was left out: task, ports."))
                                .field(
                                    "id",
                                    Schema.text("Of the entity that it belongs to; may be empty."))
                                .field("what", Schema.text("Why, with the offending text."))
                                .schema()))
                    .schema()))
        .schema()
        .named("Problems");
  }

  private JsonText.Writer problemList() {
    ProblemReport report = context.facts().get().cluster().problems();
    return json -> {
      json.writeStartObject();
      WrittenFields.counts(json, "counts", report.counts());
      json.writeArrayFieldStart("items");
      for (Problem problem : report.problems()) {
        write(json, problem);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("skipped");
      for (SkippedBySource skipped : report.skipped()) {
        json.writeStartObject();
        json.writeStringField("source", skipped.source());
        WrittenFields.counts(json, "counts", skipped.counts());
        json.writeArrayFieldStart("latest");
        for (SkippedItem item : skipped.latest()) {
          json.writeStartObject();
          json.writeStringField("kind", item.kind());
          json.writeStringField("id", item.id());
          json.writeStringField("what", item.why());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  private static void write(JsonGenerator json, Problem problem) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", problem.kind().text());
    if (problem.entity().isPresent()) {
      name(json, problem.entity().get());
    }
    json.writeStringField("what", problem.what());
    if (problem.entities() > 1) {
      json.writeNumberField("entities", problem.entities());
    }
    json.writeEndObject();
  }

  private static void name(JsonGenerator json, Entity.Key entity) throws IOException {
    if (entity instanceof Task.Id task) {
      json.writeStringField("task", task.taskId());
      json.writeStringField("framework", task.frameworkId());
    } else if (entity instanceof Framework.Id framework) {
      json.writeStringField("framework", framework.value());
    } else if (entity instanceof Agent.Id agent) {
      json.writeStringField("agent", agent.value());
    } else if (entity instanceof Announcement.Id announcement) {
      json.writeStringField("announcement", announcement.path() + "/" + announcement.member());
    }
  }
}
