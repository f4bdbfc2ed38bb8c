package io.herald.api.prometheus;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpResponse;
import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.endpoint.JsonAnswers;
import io.herald.api.endpoint.RefusedRequestException;
import io.herald.api.facts.ServedFacts;
import io.herald.api.filter.FilterParameters;
import io.herald.api.json.WrittenFields;
import io.herald.api.paging.InstanceWalk;
import io.herald.api.schema.Schema;
import io.herald.services.instance.Instance;
import io.herald.services.instance.IpSource;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import io.herald.watch.targets.ScrapeTarget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /v2/prometheus}: every instance that matches as a target, with labels that begin with
 * {@code __meta_herald_}. Prometheus takes a reply for the whole truth, and keeps what it has on
 * any error: so there is none before the cluster is known, and a reply that can't be finished is
 * cut off, not closed.
 */
public final class PrometheusEndpoint {

  private static final String EXAMPLE =
      """
      [{"targets":["10.1.0.1:31000"],"labels":{"__meta_herald_service":"web",
        "__meta_herald_framework":"marathon","__meta_herald_port_name":"http"}}]
      """;

  private final LiveServices live;
  private final Supplier<ServedFacts> facts;

  public PrometheusEndpoint(LiveServices live, Supplier<ServedFacts> facts) {
    this.live = requireNonNull(live, "live");
    this.facts = requireNonNull(facts, "facts");
  }

  public ApiEndpoint endpoint() {
    Schema target =
        Schema.object("A target, and what is known of it.")
            .field("targets", Schema.listOf("One address.", Schema.text("host:port")))
            .field(
                "labels",
                Schema.mapOf(
                    "By name; all begin with __meta_herald_.", Schema.text("Value of the label.")))
            .schema()
            .named("Target");
    return ApiEndpoint.get("/v2/prometheus", "listTargets")
        .in("prometheus")
        .does(
            "Targets for Prometheus",
            "Every instance that matches, once for each of its ports, as http_sd_configs read them."
                + " With port= those ports alone.")
        .takes(FilterParameters.ALL)
        .replies(
            EndpointReply.json(
                    "The targets; an empty list if nothing matches.",
                    Schema.listOf("The targets.", target).named("Targets"),
                    EXAMPLE)
                .withoutTag())
        .replies(
            EndpointReply.problem(
                503, "The sources haven't told all they know yet. Prometheus keeps its targets."))
        .by(this::answer);
  }

  private HttpResponse answer(ApiRequest request) {
    if (!live.isComplete()) {
      throw RefusedRequestException.notYet(
          "the sources haven't told all they know yet, so targets would be missing; ask again");
    }
    InstanceFilter filter = FilterParameters.of(request);
    Optional<String> port = request.find(FilterParameters.PORT);
    List<IpSource> sources = facts.get().addressSources();
    return JsonAnswers.streamed(
        request, live.revision(), json -> write(json, filter, port, sources));
  }

  private void write(
      JsonGenerator json, InstanceFilter filter, Optional<String> port, List<IpSource> sources)
      throws IOException {
    InstanceWalk walk = new InstanceWalk(live, filter, Optional.empty());
    json.writeStartArray();
    for (Optional<Instance> next = walk.next(); next.isPresent(); next = walk.next()) {
      for (ScrapeTarget target : ScrapeTarget.of(next.get(), port, sources)) {
        write(json, target);
      }
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, ScrapeTarget target) throws IOException {
    json.writeStartObject();
    WrittenFields.texts(json, "targets", List.of(target.address()));
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : target.labels().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
