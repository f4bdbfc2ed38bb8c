package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.minimesos.codec.MesosJson;
import io.herald.minimesos.codec.MessageFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.mesos.v1.master.Protos.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Status, headers and refusals of the master, as http-leader.txt and http-api-variants.txt say. */
class HttpFaceTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";

  @TempDir private static Path folder;
  private static MiniMesos mesos;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(folder).withAgents(2));
    port = mesos.masterAddress().port();
  }

  @AfterAll
  static void stop() {
    mesos.close();
  }

  private static Stream<Arguments> gets() {
    return Stream.of(
        Arguments.of("/state", 200, JSON),
        Arguments.of("/state/", 200, JSON),
        Arguments.of("/master/state", 200, JSON),
        Arguments.of("/master/state?x=1", 200, JSON),
        Arguments.of("/state?jsonp=cb", 200, "text/javascript"),
        Arguments.of("/slaves", 200, JSON),
        Arguments.of("/master/slaves", 200, JSON),
        Arguments.of("/slaves?order=asc&limit=1", 200, JSON),
        Arguments.of("/frameworks", 200, JSON),
        Arguments.of("/master/tasks?limit=2&offset=0", 200, JSON),
        Arguments.of("/flags", 200, JSON),
        Arguments.of("/state-summary", 200, JSON),
        Arguments.of("/version", 200, JSON),
        Arguments.of("/health", 200, ""),
        Arguments.of("/state.json", 404, "text/plain; charset=utf-8"),
        Arguments.of("/master/state.json", 404, "text/plain; charset=utf-8"),
        Arguments.of("/master/redirect/x", 404, "text/plain; charset=utf-8"),
        Arguments.of("/", 404, "text/plain; charset=utf-8"),
        Arguments.of("/nosuch", 404, "text/plain; charset=utf-8"),
        Arguments.of("/redirect", 307, ""),
        Arguments.of("/master/redirect", 307, ""),
        Arguments.of("/api/v1", 405, "text/plain; charset=utf-8"));
  }

  @ParameterizedTest
  @MethodSource("gets")
  void getIsAnsweredAsByARealMaster(String path, int status, String type) throws Exception {
    HttpResponse<byte[]> answer = Http.get(port, path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).isEqualTo(type);
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    switch (status) {
      case 307 ->
          assertThat(answer.headers().firstValue("Location")).hasValue("//localhost:" + port);
      case 404 -> assertThat(body).isEqualTo("404 Not Found.");
      case 405 -> {
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
        assertThat(body)
            .isEqualTo("405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.");
      }
      default -> assertThat(body).matches("(?s)|[{].*[}]|cb[(].*[)]");
    }
  }

  private static Stream<Arguments> posts() {
    String call = "{\"type\":\"GET_VERSION\"}";
    String types = "Expecting 'Content-Type' of application/json or application/x-protobuf";
    String accept = "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'";
    return Stream.of(
        Arguments.of("/api/v1", JSON, JSON, call, 200, JSON),
        Arguments.of("/api/v1/", JSON, JSON, call, 200, JSON),
        Arguments.of("/master/api/v1", JSON, JSON, call, 200, JSON),
        Arguments.of("/api/v1", JSON, "", call, 200, JSON),
        Arguments.of("/api/v1", JSON, "*/*", call, 200, JSON),
        Arguments.of("/api/v1", JSON, "text/html, application/*;q=0.5", call, 200, JSON),
        Arguments.of("/api/v1", JSON, PROTOBUF, call, 200, PROTOBUF),
        Arguments.of("/api/v1", PROTOBUF, JSON, "\b\u0003", 200, JSON),
        Arguments.of("/api/v1", JSON, JSON, "{\"type\":\"GET_VERSION\",\"unknown\":1}", 200, JSON),
        Arguments.of("/api/v1", "", JSON, call, 400, "Expecting 'Content-Type' to be present"),
        Arguments.of("/api/v1", "text/plain", JSON, call, 415, types),
        Arguments.of("/api/v1", JSON + "; charset=utf-8", JSON, call, 415, types),
        Arguments.of("/api/v1", JSON, "text/html", call, 406, accept),
        Arguments.of("/api/v1", JSON, "application/recordio", call, 406, accept),
        Arguments.of(
            "/api/v1",
            JSON,
            JSON,
            "{\"type\":\"NOPE\"}",
            400,
            "Failed to validate master::Call: Expecting 'type' to be present"),
        Arguments.of("/api/v1", JSON, JSON, "", 400, "Failed to"),
        Arguments.of("/api/v1", JSON, JSON, "not JSON", 400, "Failed to parse body into JSON: "),
        Arguments.of(
            "/api/v1", PROTOBUF, JSON, "\u0001", 400, "Failed to parse body into Call protobuf"),
        Arguments.of(
            "/api/v1",
            JSON,
            JSON,
            "{\"type\":\"GET_METRICS\"}",
            501,
            "mini-mesos doesn't know the operator call GET_METRICS"),
        Arguments.of(
            "/api/v1",
            JSON,
            JSON,
            "{\"type\":\"MARK_AGENT_GONE\",\"mark_agent_gone\":{\"agent_id\":{\"value\":\"x\"}}}",
            404,
            "Agent not found"),
        Arguments.of(
            "/api/v1",
            JSON,
            JSON,
            "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"x\"}}}",
            400,
            "No framework found with specified ID"));
  }

  @ParameterizedTest
  @MethodSource("posts")
  void postIsAnsweredAsByARealMaster(
      String path, String contentType, String accept, String body, int status, String said)
      throws Exception {
    Stream.Builder<String> headers = Stream.builder();
    if (!contentType.isEmpty()) {
      headers.add("Content-Type").add(contentType);
    }
    if (!accept.isEmpty()) {
      headers.add("Accept").add(accept);
    }
    HttpResponse<String> answer =
        Http.post(port, path, body, headers.build().toArray(String[]::new));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status == 200) {
      assertThat(answer.headers().firstValue("Content-Type")).hasValue(said);
    } else {
      assertThat(answer.body()).startsWith(said);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    }
  }

  @Test
  void stateIsCompressedForWhoTakesItButApiV1IsNot() throws Exception {
    HttpResponse<byte[]> state = Http.get(port, "/state", "Accept-Encoding", "gzip");
    assertThat(state.headers().firstValue("Content-Encoding")).hasValue("gzip");
    JsonNode unpacked =
        MAPPER.readTree(new GZIPInputStream(new ByteArrayInputStream(state.body())));
    assertThat(unpacked.get("slaves")).hasSize(2);

    HttpResponse<String> api =
        Http.post(
            port,
            "/api/v1",
            "{\"type\":\"GET_STATE\"}",
            "Content-Type",
            JSON,
            "Accept-Encoding",
            "gzip");
    assertThat(api.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void protobufAndJsonSayTheSame() throws Exception {
    String call = "{\"type\":\"GET_AGENTS\"}";
    HttpResponse<String> json =
        Http.post(port, "/api/v1", call, "Content-Type", JSON, "Accept", JSON);
    byte[] protobuf =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .build()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create(mesos.httpUrl() + "/api/v1"))
                    .header("Content-Type", JSON)
                    .header("Accept", PROTOBUF)
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(call))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray())
            .body();

    Response fromJson =
        MessageFormat.JSON.decode(
            json.body().getBytes(StandardCharsets.UTF_8), Response.getDefaultInstance());
    Response fromProtobuf = Response.parseFrom(protobuf);
    assertThat(MesosJson.print(fromProtobuf)).isEqualTo(MesosJson.print(fromJson));
    // A field that our messages lack is in both all the same.
    assertThat(json.body().split("\"checkpoint\":true", -1)).hasSize(3);
    assertThat(fromProtobuf.getGetAgents().getAgentsList())
        .allMatch(agent -> agent.getAgentInfo().getUnknownFields().hasField(7));
    assertThat(fromJson.getGetAgents().getAgentsCount()).isEqualTo(2);
  }

  @Test
  void noTwoAgentsOfferTheSamePort() throws Exception {
    JsonNode agents = Http.json(port, "/slaves").get("slaves");
    String first = agents.at("/0/resources/ports").asText();
    String second = agents.at("/1/resources/ports").asText();

    assertThat(ports(first)).hasSize(100).doesNotContainAnyElementsOf(ports(second));
    assertThat(ports(second)).hasSize(100);
  }

  private static List<Integer> ports(String text) {
    List<Integer> ports = new ArrayList<>();
    for (String range : text.substring(1, text.length() - 1).split(", ")) {
      String[] bounds = range.split("-");
      for (int at = Integer.parseInt(bounds[0]); at <= Integer.parseInt(bounds[1]); at++) {
        ports.add(at);
      }
    }
    return ports;
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      MiniMesosOptions options =
          MiniMesosOptions.in(folder.resolve("taken")).withPort(taken.getLocalPort());

      assertThatThrownBy(() -> MiniMesos.start(options))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "Mesos master: can't listen on 127.0.0.1:" + taken.getLocalPort() + ": ")
          .hasMessageEndingWith("choose another (0 = any free one)");
    }
  }
}
