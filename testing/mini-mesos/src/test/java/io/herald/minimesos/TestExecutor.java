package io.herald.minimesos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * An executor played by the test, while the process that the agent started for it only sleeps: it
 * takes its place by the environment that the process was given.
 */
final class TestExecutor implements AutoCloseable {

  /** Writes its environment down and stays. */
  static final String COMMAND = "env > environment; mv environment env; exec sleep 1000";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> environment;
  private RawStream stream;

  private TestExecutor(Map<String, String> environment, RawStream stream) {
    this.environment = environment;
    this.stream = stream;
  }

  /** Waits for the process of an executor id and reads what it was told. */
  static Map<String, String> environment(Path workDir, String executorId) {
    return Awaitility.await()
        .until(
            () -> {
              try (Stream<Path> all = Files.walk(workDir)) {
                Path found =
                    all.filter(path -> path.endsWith(Path.of("runs", "latest")))
                        .filter(path -> path.toString().contains("/" + executorId + "/"))
                        .map(path -> path.resolve("env"))
                        .filter(Files::exists)
                        .findFirst()
                        .orElse(null);
                return found == null ? Map.<String, String>of() : read(found);
              }
            },
            read -> !read.isEmpty());
  }

  private static Map<String, String> read(Path path) throws IOException {
    return Files.readAllLines(path).stream()
        .filter(line -> line.contains("="))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf('=')),
                line -> line.substring(line.indexOf('=') + 1),
                (first, second) -> first));
  }

  static TestExecutor subscribe(Path workDir, String executorId) throws IOException {
    Map<String, String> environment = environment(workDir, executorId);
    return new TestExecutor(environment, stream(environment, "'subscribe':{}"));
  }

  private static RawStream stream(Map<String, String> environment, String subscribe)
      throws IOException {
    String call = "{'type':'SUBSCRIBE'," + ids(environment) + "," + subscribe + "}";
    return RawStream.post(
        port(environment), "/api/v1/executor", "application/json", call.replace('\'', '"'));
  }

  private static int port(Map<String, String> environment) {
    String endpoint = environment.get("MESOS_AGENT_ENDPOINT");
    return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
  }

  private static String ids(Map<String, String> environment) {
    return "'framework_id':{'value':'"
        + environment.get("MESOS_FRAMEWORK_ID")
        + "'},'executor_id':{'value':'"
        + environment.get("MESOS_EXECUTOR_ID")
        + "'}";
  }

  /** Subscribes again. */
  void resubscribe(String subscribe) throws IOException {
    stream = stream(environment, subscribe);
  }

  RawStream stream() {
    return stream;
  }

  /** Sends an update with a new uuid and gives that, in base64. */
  String update(String taskId, String state, String more) throws Exception {
    UUID random = UUID.randomUUID();
    byte[] bytes =
        java.nio.ByteBuffer.allocate(16)
            .putLong(random.getMostSignificantBits())
            .putLong(random.getLeastSignificantBits())
            .array();
    String uuid = Base64.getEncoder().encodeToString(bytes);
    HttpResponse<String> answer =
        call("{'type':'UPDATE','update':{'status':" + status(taskId, state, uuid, more) + "}}");
    if (answer.statusCode() != 202) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return uuid;
  }

  String status(String taskId, String state, String uuid, String more) {
    return "{'task_id':{'value':'"
        + taskId
        + "'},'state':'"
        + state
        + "','source':'SOURCE_EXECUTOR','uuid':'"
        + uuid
        + "','timestamp':1795236087.5"
        + more
        + "}";
  }

  /** Makes a call; quotes may be single ones, the ids are added. */
  HttpResponse<String> call(String json) throws Exception {
    ObjectNode call = (ObjectNode) MAPPER.readTree(json.replace('\'', '"'));
    JsonNode ids = MAPPER.readTree(("{" + ids(environment) + "}").replace('\'', '"'));
    ids.properties().forEach(id -> call.set(id.getKey(), id.getValue()));
    return http.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port(environment) + "/api/v1/executor"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(call.toString()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
