package io.herald.api.endpoint;

import io.herald.api.schema.Schema;
import io.herald.runtime.version.ProductVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Routes as an OpenAPI 3.1 document, in maps, lists and values. */
public final class OpenApiDocument {

  private static final String DESCRIPTION = "description";
  private static final String SCHEMA = "schema";

  private final Map<String, Object> components = new TreeMap<>();

  private OpenApiDocument() {}

  /** The document of these routes. */
  public static Map<String, Object> of(List<ApiEndpoint> endpoints) {
    return new OpenApiDocument().document(endpoints);
  }

  private Map<String, Object> document(List<ApiEndpoint> endpoints) {
    Map<String, Object> paths = new LinkedHashMap<>();
    endpoints.forEach(endpoint -> paths.put(endpoint.path(), Map.of("get", operation(endpoint))));
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("title", "Herald");
    info.put(
        DESCRIPTION,
        "The services of a Mesos cluster: read, searched and watched. Every path answers GET and"
            + " HEAD, and OPTIONS for browsers.");
    info.put("version", ProductVersion.current());
    Map<String, Object> license = new LinkedHashMap<>();
    license.put("name", "Apache-2.0");
    license.put("url", "https://www.apache.org/licenses/LICENSE-2.0");
    info.put("license", license);
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("type", "http");
    token.put("scheme", "bearer");
    token.put(DESCRIPTION, "The token of httpTokenFile, if the server wants one.");
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", info);
    document.put("servers", List.of(Map.of("url", "/")));
    document.put("security", List.of(Map.of(), Map.of("token", List.of())));
    document.put("paths", paths);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("schemas", components);
    all.put("securitySchemes", Map.of("token", token));
    document.put("components", all);
    return document;
  }

  private Map<String, Object> operation(ApiEndpoint endpoint) {
    List<Object> parameters = new ArrayList<>();
    endpoint.pathParameter().ifPresent(parameter -> parameters.add(view(parameter)));
    endpoint.parameters().forEach(parameter -> parameters.add(view(parameter)));
    Map<String, Object> responses = new TreeMap<>();
    for (EndpointReply reply : endpoint.replies()) {
      responses.put(Integer.toString(reply.status()), view(reply));
    }
    responses.putIfAbsent(
        "400",
        view(EndpointReply.problem(400, "A parameter is unknown, given twice, or can't be read.")));
    responses.put(
        "default",
        view(
            EndpointReply.problem(
                500, "Any other status: a token is missing, too many requests, a fault.")));
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", endpoint.id());
    operation.put("tags", List.of(endpoint.group()));
    operation.put("summary", endpoint.summary());
    operation.put(DESCRIPTION, endpoint.description());
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    operation.put("responses", responses);
    return operation;
  }

  private Map<String, Object> view(ApiEndpoint.PathParameter parameter) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", parameter.name());
    view.put("in", "path");
    view.put("required", true);
    view.put(SCHEMA, view(parameter.schema()));
    view.put("example", parameter.example());
    return view;
  }

  private Map<String, Object> view(QueryParameter<?> parameter) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", parameter.name());
    view.put("in", "query");
    if (parameter.required()) {
      view.put("required", true);
    }
    view.put(SCHEMA, view(parameter.schema()));
    view.put("example", parameter.example());
    return view;
  }

  private Map<String, Object> view(EndpointReply reply) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(DESCRIPTION, reply.meaning());
    if (!reply.headers().isEmpty()) {
      Map<String, Object> headers = new TreeMap<>();
      reply.headers().forEach((name, schema) -> headers.put(name, Map.of(SCHEMA, view(schema))));
      view.put("headers", headers);
    }
    reply
        .mediaType()
        .ifPresent(
            type -> {
              Map<String, Object> content = new LinkedHashMap<>();
              reply.schema().ifPresent(schema -> content.put(SCHEMA, view(schema)));
              reply.example().ifPresent(example -> content.put("example", example));
              view.put("content", Map.of(type, content));
            });
    return view;
  }

  private Map<String, Object> view(Schema schema) {
    return schema.view(this::component);
  }

  private void component(String name, Map<String, Object> schema) {
    Object before = components.put(name, schema);
    if (before != null && !before.equals(schema)) {
      throw new IllegalArgumentException("two schemas are named \"" + name + "\"");
    }
  }
}
