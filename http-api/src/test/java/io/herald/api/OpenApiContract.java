package io.herald.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An OpenAPI document that replies are held to. A field that the document doesn't have is a fault
 * here, though clients are to pass over it.
 */
public final class OpenApiContract {

  private static final String BASE = "https://spec.openapis.org/oas/3.1/schema-base/2022-10-07";

  private final JsonNode document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaIdResolvers(
                  ids ->
                      ids.mapPrefix("https://spec.openapis.org/", "classpath:spec.openapis.org/")));

  /** Paths, as the document has them, whose replies were checked. */
  private final Set<String> checked = new HashSet<>();

  public OpenApiContract(JsonNode document) {
    this.document = document;
  }

  public JsonNode document() {
    return document;
  }

  public Set<String> checked() {
    return Set.copyOf(checked);
  }

  public Set<String> paths() {
    Set<String> paths = new HashSet<>();
    document.get("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }

  /** What is wrong with the document by OpenAPI's own schema; empty: nothing. */
  public List<String> faults() {
    return texts(registry.getSchema(SchemaLocation.of(BASE)).validate(document));
  }

  /** Fails unless the reply's status, type and body are ones that the document has for its path. */
  public void check(HttpResponse<String> response) {
    String path = template(response.request().uri().getRawPath());
    JsonNode responses = document.at("/paths").path(path).at("/get/responses");
    if (responses.isMissingNode()) {
      // No route: errors of the server itself, which has one form below /v2.
      responses = document.at("/paths").path("/v2").at("/get/responses");
      assertThat(response.statusCode()).as(path).isIn(401, 403, 404);
    }
    checked.add(path);
    String status = Integer.toString(response.statusCode());
    boolean bodyless = response.body().isEmpty();
    if (response.statusCode() == 304 || response.statusCode() == 204 || bodyless) {
      assertThat(response.body()).isEmpty();
      assertThat(bodyless && response.statusCode() == 200)
          .isEqualTo(response.request().method().equals("HEAD") && response.statusCode() == 200);
      return;
    }
    JsonNode declared = responses.has(status) ? responses.get(status) : responses.get("default");
    String type =
        response.headers().firstValue("content-type").orElse("").replaceAll("\\s*;.*", "");
    JsonNode content = declared.path("content").path(type);
    assertThat(content.isMissingNode())
        .as("%s: status %s with %s is not in the document", path, status, type)
        .isFalse();
    if (type.endsWith("json")) {
      assertThat(faults(content.get("schema"), ApiServer.json(response)))
          .as("%s with status %s: %s", path, status, response.body())
          .isEmpty();
    }
  }

  /** Fails unless the stream's status and type are ones that the document has for its path. */
  public void checkStream(HttpResponse<?> response) {
    String path = template(response.request().uri().getRawPath());
    JsonNode content =
        document
            .at("/paths")
            .path(path)
            .at("/get/responses")
            .path(Integer.toString(response.statusCode()))
            .path("content");
    assertThat(content.has(response.headers().firstValue("content-type").orElse("")))
        .as(path)
        .isTrue();
    checked.add(path);
  }

  /** What is wrong with a value by a schema of the document; empty: nothing. */
  public List<String> faults(JsonNode schema, JsonNode value) {
    ObjectNode whole = closed(schema).deepCopy();
    whole.set("components", closed(document.get("components")));
    Schema compiled = registry.getSchema(whole);
    return texts(compiled.validate(value));
  }

  /** What is wrong with the examples of the document, by where they stand; empty: nothing. */
  public List<String> faultsOfExamples() {
    List<String> faults = new ArrayList<>();
    for (var path : document.get("paths").properties()) {
      for (var reply : path.getValue().at("/get/responses").properties()) {
        for (JsonNode content : reply.getValue().path("content")) {
          if (content.has("example")) {
            faults(content.get("schema"), content.get("example"))
                .forEach(what -> faults.add(path.getKey() + " " + reply.getKey() + ": " + what));
          }
        }
      }
    }
    return faults;
  }

  private String template(String path) {
    for (String template : paths()) {
      if (path.matches(template.replaceAll("\\{[^}]*\\}", "[^/]+").replace(".", "\\."))
          && (template.equals(path) || !paths().contains(path))) {
        return template;
      }
    }
    return path;
  }

  /** The schemas, without room for fields that they don't have. */
  private static JsonNode closed(JsonNode schema) {
    JsonNode copy = schema.deepCopy();
    close(copy);
    return copy;
  }

  private static void close(JsonNode node) {
    node.forEach(OpenApiContract::close);
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
  }

  private static List<String> texts(List<Error> errors) {
    return errors.stream().map(Error::toString).toList();
  }
}
