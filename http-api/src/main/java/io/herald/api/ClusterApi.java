package io.herald.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.api.endpoint.ApiCounters;
import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.endpoint.EndpointRoutes;
import io.herald.api.endpoint.JsonAnswers;
import io.herald.api.endpoint.OpenApiDocument;
import io.herald.api.endpoint.RefusedRequestException;
import io.herald.api.facts.ServedFacts;
import io.herald.api.json.JsonText;
import io.herald.api.json.WrittenFields;
import io.herald.api.prometheus.PrometheusEndpoint;
import io.herald.api.read.ChangeEndpoints;
import io.herald.api.read.ClusterEndpoints;
import io.herald.api.read.OperationEndpoints;
import io.herald.api.read.ReadContext;
import io.herald.api.read.RecordEndpoints;
import io.herald.api.read.ServiceEndpoints;
import io.herald.api.schema.Schema;
import io.herald.api.watch.WatchEndpoints;
import io.herald.api.watch.WatcherLimits;
import io.herald.http.RouteGroup;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.version.ProductVersion;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code /v2} of one process. Outlives reloads: {@link #serve} says what is in force. Safe for any
 * thread.
 */
public final class ClusterApi {

  private static final String PREFIX = "/v2";
  private static final String WHERE_TO_LOOK =
      "nothing has this path; /v2 lists the paths, /v2/openapi.json describes them";

  private static final List<String> OVERVIEW =
      List.of(
          "/v2                   services, instances, DNS and sources as JSON; lists its paths",
          "/v2/watch             instances as they change: server-sent events");

  private final LiveServices live;
  private final AtomicReference<Optional<ServedFacts>> served =
      new AtomicReference<>(Optional.empty());
  private final ApiCounters counters = new ApiCounters();
  private final WatchEndpoints watches;
  private final List<ApiEndpoint> endpoints;

  /**
   * An API that knows nothing beside the services yet.
   *
   * @param clock that the sources' times, and those of changes, are readings of
   */
  public ClusterApi(LiveServices live, Clock clock) {
    this.live = requireNonNull(live, "live");
    this.watches = new WatchEndpoints(live, clock);
    ReadContext context = new ReadContext(live, this::facts, clock);
    List<ApiEndpoint> all = new ArrayList<>();
    all.add(index());
    all.addAll(new ServiceEndpoints(context, watches.longPoll()).all());
    all.addAll(watches.all());
    all.addAll(new ClusterEndpoints(context).all());
    all.addAll(new ChangeEndpoints(context).all());
    all.addAll(new RecordEndpoints(context).all());
    all.addAll(new OperationEndpoints(context).all());
    all.add(new PrometheusEndpoint(live, this::facts).endpoint());
    all.add(document(all));
    this.endpoints = List.copyOf(all);
  }

  /** What is in force from now on. */
  public void serve(ServedFacts facts) {
    served.set(Optional.of(facts));
    watches.serve(facts.addressSources());
  }

  /** How many clients may watch from now on. */
  public void limit(WatcherLimits limits) {
    watches.limit(limits);
  }

  /** Every route, as it is declared. */
  public List<ApiEndpoint> endpoints() {
    return endpoints;
  }

  /** The routes, for an HTTP server. */
  public RouteGroup routes() {
    return new EndpointRoutes(PREFIX, endpoints, counters, WHERE_TO_LOOK, OVERVIEW);
  }

  /** What {@code /metrics} publishes of it. */
  public List<Metric> metrics() {
    List<Metric> rows = new ArrayList<>(counters.metrics());
    rows.addAll(watches.metrics());
    return rows;
  }

  private ServedFacts facts() {
    return served
        .get()
        .orElseThrow(() -> RefusedRequestException.notYet("the server is starting; ask again"));
  }

  private ApiEndpoint index() {
    return ApiEndpoint.get(PREFIX, "getIndex")
        .in("operation")
        .does("This API", "Which version answers, how much it knows, and where to go on.")
        .replies(
            EndpointReply.json(
                "The index.",
                Schema.object("Which version answers, how much it knows, and where to go on.")
                    .field("version", Schema.text("Of Herald."))
                    .field(
                        "complete",
                        Schema.flag("Whether every source of the cluster has told all it knows."))
                    .field("services", Schema.integer("How many services have an instance.", 0))
                    .field("frameworks", Schema.integer("How many the masters list.", 0))
                    .field("agents", Schema.integer("How many the masters list.", 0))
                    .field("paths", Schema.listOf("What can be asked for.", Schema.text("A path.")))
                    .schema()
                    .named("Index"),
                """
                {"version":"0.1.0","complete":true,"services":812,"frameworks":3,"agents":240,
                 "paths":["/v2/services","/v2/openapi.json"]}
                """))
        .by(request -> JsonAnswers.of(request, live::revision, this::indexDocument));
  }

  private JsonText.Writer indexDocument() {
    boolean complete = live.isComplete();
    int services = live.services().size();
    int frameworks = live.read(view -> view.frameworks().size());
    int agents = live.read(view -> view.agents().size());
    return json -> {
      json.writeStartObject();
      json.writeStringField("version", ProductVersion.current());
      json.writeBooleanField("complete", complete);
      json.writeNumberField("services", services);
      json.writeNumberField("frameworks", frameworks);
      json.writeNumberField("agents", agents);
      WrittenFields.texts(json, "paths", endpoints.stream().map(ApiEndpoint::path).toList());
      json.writeEndObject();
    };
  }

  /** The route of the document of these routes and itself. */
  private ApiEndpoint document(List<ApiEndpoint> others) {
    AtomicReference<String> text = new AtomicReference<>("");
    ApiEndpoint itself =
        ApiEndpoint.get(PREFIX + "/openapi.json", "getOpenApi")
            .in("operation")
            .does("The OpenAPI document", "This document, made from the routes themselves.")
            .replies(
                EndpointReply.json(
                    "The document.",
                    Schema.object("An OpenAPI 3.1 document.")
                        .field("openapi", Schema.text("3.1.0"))
                        .schema()
                        .with("additionalProperties", true)
                        .named("OpenApi"),
                    "{\"openapi\":\"3.1.0\"}"))
            .by(
                request ->
                    JsonAnswers.of(
                        request, live::revision, () -> json -> json.writeRaw(text.get())));
    List<ApiEndpoint> all = new ArrayList<>(others);
    all.add(itself);
    text.set(written(OpenApiDocument.of(all)));
    return itself;
  }

  private static String written(Map<String, Object> document) {
    try {
      return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps, lists and text can be written as JSON", e);
    }
  }
}
