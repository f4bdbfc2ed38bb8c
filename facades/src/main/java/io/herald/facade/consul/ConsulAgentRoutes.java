package io.herald.facade.consul;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.http.Router;
import io.herald.runtime.version.ProductVersion;
import java.util.List;

/** What clients ask of the agent itself before anything else. None of it waits or has an index. */
final class ConsulAgentRoutes {

  private static final String NODE_NAME = "herald";

  private final ConsulEndpoints endpoints;

  ConsulAgentRoutes(ConsulEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  void addTo(Router router) {
    endpoints.get(router, "/v1/agent/self", this::self);
    endpoints.get(router, "/v1/agent/services", (context, query) -> empty(query));
    endpoints.get(router, "/v1/agent/checks", (context, query) -> empty(query));
    endpoints.get(
        router,
        "/v1/status/leader",
        (context, query) ->
            ConsulAnswers.plain(query, json -> json.writeString(authority(context))));
    endpoints.get(
        router,
        "/v1/status/peers",
        (context, query) ->
            ConsulAnswers.plain(
                query,
                json -> {
                  json.writeStartArray();
                  json.writeString(authority(context));
                  json.writeEndArray();
                }));
  }

  private static String authority(ServiceRequestContext context) {
    String authority = context.request().authority();
    return authority == null ? "" : authority;
  }

  private static HttpResponse empty(ConsulQuery query) {
    return ConsulAnswers.plain(
        query,
        json -> {
          json.writeStartObject();
          json.writeEndObject();
        });
  }

  private HttpResponse self(ServiceRequestContext context, ConsulQuery query) {
    return ConsulAnswers.plain(
        query,
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("Config");
          json.writeStringField("Datacenter", endpoints.datacenter());
          json.writeStringField("PrimaryDatacenter", "");
          json.writeStringField("NodeName", NODE_NAME);
          json.writeStringField("NodeID", "");
          json.writeStringField("Revision", "herald");
          json.writeBooleanField("Server", false);
          json.writeStringField("Version", ProductVersion.current());
          json.writeEndObject();
          json.writeObjectFieldStart("DebugConfig");
          json.writeEndObject();
          json.writeObjectFieldStart("Member");
          json.writeStringField("Name", NODE_NAME);
          json.writeStringField("Addr", context.localAddress().getAddress().getHostAddress());
          json.writeNumberField("Port", context.localAddress().getPort());
          json.writeObjectFieldStart("Tags");
          json.writeEndObject();
          json.writeNumberField("Status", 1);
          for (String version : List.of("Protocol", "Delegate")) {
            json.writeNumberField(version + "Min", 2);
            json.writeNumberField(version + "Max", 5);
            json.writeNumberField(version + "Cur", 4);
          }
          json.writeEndObject();
          json.writeObjectFieldStart("Stats");
          json.writeEndObject();
          json.writeObjectFieldStart("Meta");
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
