package io.herald.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.http.HttpAccess;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What HTTP asks of a resource: tags, methods, compression, other origins, states. */
class HttpRulesTest {

  private static final Framework MARATHON = ClusterParts.framework("marathon");

  private final LiveCluster cluster = new LiveCluster();
  private ApiServer server;

  @BeforeEach
  void open() throws Exception {
    server =
        new ApiServer(
            cluster,
            new ScriptedFacts().facts(),
            new HttpAccess(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                1000,
                100,
                List.of("https://dash.example")));
  }

  @AfterEach
  void close() {
    server.close();
    cluster.close();
  }

  private void fill(int tasks) {
    List<Task> all = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      all.add(LiveCluster.task(MARATHON, LiveCluster.agent(1), "web." + i, "web"));
    }
    cluster.put(MARATHON, LiveCluster.agent(1));
    cluster.put(true, all);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void aDocumentThatTheClientHoldsIsNotSentAgain() {
    fill(3);
    HttpResponse<String> first = server.get("/v2/services/web");
    String tag = header(first, "etag");
    // Weak: the same document goes out compressed or not.
    assertThat(tag).matches("W/\"[A-Za-z0-9_-]{20}\"");
    assertThat(header(first, "cache-control")).isEqualTo("no-cache");
    assertThat(Long.parseLong(header(first, "herald-revision"))).isPositive();
    for (String held : List.of(tag, tag.substring(2), "\"a,b\", " + tag + ", \"c\"", "*", " * ")) {
      HttpResponse<String> again = server.get("/v2/services/web", "If-None-Match", held);
      assertThat(again.statusCode()).as(held).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(header(again, "etag")).isEqualTo(tag);
      assertThat(header(again, "herald-revision")).isEqualTo(header(first, "herald-revision"));
    }
    for (String other :
        List.of("\"a\"", "W/\"" + tag.substring(4), "x" + tag.substring(3), "\"" + tag, "")) {
      assertThat(server.get("/v2/services/web", "If-None-Match", other).statusCode())
          .as(other)
          .isEqualTo(200);
    }
    cluster.put(LiveCluster.task(MARATHON, LiveCluster.agent(1), "web.9", "web"));
    HttpResponse<String> changed = server.get("/v2/services/web", "If-None-Match", tag);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(header(changed, "etag")).isNotEqualTo(tag);
    assertThat(Long.parseLong(header(changed, "herald-revision")))
        .isGreaterThan(Long.parseLong(header(first, "herald-revision")));
  }

  @Test
  void headIsGetWithoutItsBody() {
    fill(3);
    for (String path : List.of("/v2/services", "/v2/prometheus", "/v2/services/web")) {
      HttpResponse<String> get = server.get(path);
      HttpResponse<String> head = server.send("HEAD", path);
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      // No length is better than a wrong one; compressed or not, a document may have two.
      assertThat(header(head, "content-length")).as(path).isIn("", header(get, "content-length"));
      for (String name : List.of("etag", "content-type", "herald-revision", "cache-control")) {
        assertThat(header(head, name)).as(path + " " + name).isEqualTo(header(get, name));
      }
    }
    assertThat(server.send("HEAD", "/v2/services/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void otherMethodsAreRefusedWithThoseThatAreAllowed() {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      HttpResponse<String> response = server.send(method, "/v2/services");
      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(header(response, "allow")).isEqualTo("GET, HEAD, OPTIONS");
      assertThat(ApiServer.json(response).get("title").asText()).isEqualTo("Method Not Allowed");
    }
  }

  @Test
  void longDocumentsAreCompressedForThoseWhoAskForIt() throws Exception {
    fill(200);
    for (String path : List.of("/v2/tasks", "/v2/prometheus", "/v2/openapi.json")) {
      HttpResponse<byte[]> compressed =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(server.uri(path))
                      .header("Accept-Encoding", "gzip")
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      assertThat(header(compressed, "content-encoding")).as(path).isEqualTo("gzip");
      assertThat(header(compressed, "vary")).containsIgnoringCase("accept-encoding");
      JsonNode unpacked =
          new JsonMapper()
              .readTree(new GZIPInputStream(new ByteArrayInputStream(compressed.body())));
      HttpResponse<String> plain = server.get(path);
      assertThat(unpacked).isEqualTo(ApiServer.json(plain));
      assertThat(header(plain, "etag")).isEqualTo(header(compressed, "etag"));
    }
  }

  @Test
  void aPageOfAnotherOriginMayReadIfTheConfigurationSaysSo() {
    fill(1);
    HttpResponse<String> allowed = server.get("/v2/services", "Origin", "https://dash.example");
    assertThat(header(allowed, "access-control-allow-origin")).isEqualTo("https://dash.example");
    assertThat(
            header(
                server.get("/v2/services", "Origin", "https://x.example"),
                "access-control-allow-origin"))
        .isEmpty();
    HttpResponse<String> preflight =
        server.send(
            "OPTIONS",
            "/v2/services",
            "Origin",
            "https://dash.example",
            "Access-Control-Request-Method",
            "GET");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(header(preflight, "access-control-allow-origin")).isEqualTo("https://dash.example");
    assertThat(header(preflight, "access-control-allow-headers")).contains("If-None-Match");
    assertThat(header(allowed, "access-control-expose-headers")).contains("Herald-Revision");
  }

  @Test
  void beforeTheSourcesHaveToldAllNothingIsSaidToBeMissing() {
    assertThat(server.read("/v2/services").get("complete").asBoolean()).isFalse();
    HttpResponse<String> missing = server.get("/v2/services/marathon:web");
    assertThat(missing.statusCode()).isEqualTo(503);
    assertThat(header(missing, "retry-after")).isEqualTo("1");
    assertThat(server.get("/v2/services/web").statusCode()).isEqualTo(503);

    cluster.putIncomplete(
        MARATHON,
        LiveCluster.agent(1),
        LiveCluster.task(MARATHON, LiveCluster.agent(1), "web.1", "web"));
    JsonNode some = server.read("/v2/tasks");
    assertThat(some.get("complete").asBoolean()).isFalse();
    assertThat(some.get("items")).hasSize(1);

    cluster.put(LiveCluster.agent(2));
    assertThat(server.read("/v2/tasks").get("complete").asBoolean()).isTrue();
    assertThat(server.get("/v2/services/marathon:other").statusCode()).isEqualTo(404);
  }

  @Test
  void howLongDocumentsTakeIsCounted() {
    fill(1);
    server.read("/v2/services");
    server.read("/v2/services");
    server.read("/v2/prometheus");
    assertThat(server.metric("herald_api_document_seconds", "listServices")).isEqualTo(2);
    assertThat(server.metric("herald_api_document_seconds", "listTargets")).isEqualTo(1);
    assertThat(server.metric("herald_api_documents_in_progress", "")).isZero();
  }

  @Test
  void whateverATaskHoldsTheDocumentIsJson() {
    Framework odd = ClusterParts.framework("\ud800 \" \\ </script> \u0000 \u2028");
    cluster.put(
        odd,
        LiveCluster.agent(1),
        LiveCluster.draft(odd, LiveCluster.agent(1), "\udfff\n", "web\ud83d")
            .labels(Map.of("\ud800", "\udc00", "a b", "\u0007", "a.b", "2", "a_b", "1"))
            .task());
    assertThat(server.read("/v2/tasks").at("/items/0/id").asText()).isEqualTo("?\n");
    assertThat(server.read("/v2/services").get("items")).hasSize(1);
    JsonNode labels = server.read("/v2/prometheus").at("/0/labels");
    labels
        .fieldNames()
        .forEachRemaining(name -> assertThat(name).matches("[a-zA-Z_][a-zA-Z0-9_]*"));
    assertThat(labels.get("__meta_herald_label_a_b").asText()).isEqualTo("1");
  }
}
