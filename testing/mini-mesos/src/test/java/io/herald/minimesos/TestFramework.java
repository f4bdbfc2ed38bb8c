package io.herald.minimesos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** A scheduler that speaks plain JSON, so that a test sees every field. */
final class TestFramework implements AutoCloseable {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;
  private final RawStream stream;
  private final String id;
  private final Set<String> acknowledged = new HashSet<>();

  private TestFramework(int port, RawStream stream) {
    this.port = port;
    this.stream = stream;
    this.id =
        stream
            .awaitEvent("SUBSCRIBED", event -> true)
            .at("/subscribed/framework_id/value")
            .asText();
  }

  /** Subscribes with a FrameworkInfo in JSON. */
  static TestFramework subscribe(int port, String info) throws IOException {
    String call = "{'type':'SUBSCRIBE','subscribe':{'framework_info':" + info + "}}";
    return new TestFramework(
        port,
        RawStream.post(port, "/api/v1/scheduler", "application/json", call.replace('\'', '"')));
  }

  /** Subscribes again, as the framework that has this id. */
  static TestFramework resubscribe(int port, String info, String id) throws IOException {
    String named = info.substring(0, info.length() - 1) + ",'id':{'value':'" + id + "'}}";
    String call =
        "{'type':'SUBSCRIBE','subscribe':{'framework_info':"
            + named
            + "},'framework_id':{'value':'"
            + id
            + "'}}";
    return new TestFramework(
        port,
        RawStream.post(port, "/api/v1/scheduler", "application/json", call.replace('\'', '"')));
  }

  String id() {
    return id;
  }

  RawStream stream() {
    return stream;
  }

  String streamId() {
    return stream.header("mesos-stream-id");
  }

  /** The next offer of an agent that comes after {@code seen} events. */
  JsonNode awaitOffer(int seen, String agentId) {
    JsonNode offers = stream.awaitFrom(seen, "OFFERS", event -> offer(event, agentId) != null);
    return offer(offers, agentId);
  }

  private static JsonNode offer(JsonNode event, String agentId) {
    return StreamSupport.stream(event.at("/offers/offers").spliterator(), false)
        .filter(offer -> offer.at("/agent_id/value").asText().equals(agentId))
        .findFirst()
        .orElse(null);
  }

  /** Launches tasks, given in JSON, on an offer. */
  HttpResponse<String> launch(JsonNode offer, String... tasks) throws Exception {
    ObjectNode call = MAPPER.createObjectNode().put("type", "ACCEPT");
    ObjectNode accept = call.putObject("accept");
    accept.putArray("offer_ids").add(offer.get("id"));
    accept.putObject("filters").put("refuse_seconds", 0);
    ObjectNode launch = accept.putArray("operations").addObject().put("type", "LAUNCH");
    ArrayNode infos = launch.putObject("launch").putArray("task_infos");
    for (String task : tasks) {
      infos.add(MAPPER.readTree(task));
    }
    return call(call);
  }

  /** Makes a call; quotes may be single ones, the framework id is added. */
  HttpResponse<String> call(String json) throws Exception {
    return call((ObjectNode) MAPPER.readTree(json.replace('\'', '"')));
  }

  private HttpResponse<String> call(ObjectNode call) throws Exception {
    call.putObject("framework_id").put("value", id);
    return send(port, streamId(), call.toString());
  }

  HttpResponse<String> send(int toPort, String streamId, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + toPort + "/api/v1/scheduler"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .timeout(Duration.ofSeconds(15))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!streamId.isEmpty()) {
      request.header("Mesos-Stream-Id", streamId);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Waits for a task's state, acknowledging every update on the way. */
  JsonNode awaitState(String taskId, String state) {
    JsonNode update =
        stream.awaitEvent(
            "UPDATE",
            event -> {
              acknowledge(event);
              return taskId.equals(event.at("/update/status/task_id/value").asText())
                  && state.equals(event.at("/update/status/state").asText());
            });
    return update.at("/update/status");
  }

  /** Acknowledges whatever has come so far. */
  void acknowledgeAll() {
    stream.events().forEach(this::acknowledge);
  }

  private void acknowledge(JsonNode event) {
    JsonNode status = event.at("/update/status");
    String uuid = status.path("uuid").asText();
    if (uuid.isEmpty() || !acknowledged.add(uuid)) {
      return;
    }
    ObjectNode call = MAPPER.createObjectNode().put("type", "ACKNOWLEDGE");
    ObjectNode inner = call.putObject("acknowledge");
    inner.set("task_id", status.get("task_id"));
    inner.set("agent_id", status.get("agent_id"));
    inner.put("uuid", uuid);
    try {
      HttpResponse<String> answer = call(call);
      if (answer.statusCode() != 202) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
    } catch (Exception e) {
      throw new IllegalStateException("an update can't be acknowledged", e);
    }
  }

  /** The states of a task that its scheduler was told, in order. */
  List<String> states(String taskId) {
    return stream.events().stream()
        .map(event -> event.at("/update/status"))
        .filter(status -> status.at("/task_id/value").asText().equals(taskId))
        .map(status -> status.path("state").asText())
        .toList();
  }

  /** A command task of 0.1 cpus and 32 MB, with ports of the offer as given. */
  static String commandTask(String id, JsonNode offer, String command, int... ports) {
    ObjectNode task = task(id, offer, ports);
    task.putObject("command").put("value", command);
    return task.toString();
  }

  /** A task for an executor of the same id with {@code -executor} behind it. */
  static String executorTask(String id, JsonNode offer, String command) {
    ObjectNode task = task(id, offer);
    ObjectNode executor = task.putObject("executor");
    executor.putObject("executor_id").put("value", id + "-executor");
    executor.putObject("command").put("value", command);
    scalar(executor.putArray("resources"), "cpus", 0.1);
    return task.toString();
  }

  static ObjectNode task(String id, JsonNode offer, int... ports) {
    ObjectNode task = MAPPER.createObjectNode().put("name", "task " + id);
    task.putObject("task_id").put("value", id);
    task.set("agent_id", offer.get("agent_id"));
    ArrayNode resources = task.putArray("resources");
    scalar(resources, "cpus", 0.1);
    scalar(resources, "mem", 32);
    if (ports.length > 0) {
      ObjectNode resource = resources.addObject().put("name", "ports").put("type", "RANGES");
      ArrayNode ranges = resource.putObject("ranges").putArray("range");
      for (int port : ports) {
        ranges.addObject().put("begin", port).put("end", port);
      }
    }
    return task;
  }

  private static void scalar(ArrayNode resources, String name, double value) {
    resources
        .addObject()
        .put("name", name)
        .put("type", "SCALAR")
        .putObject("scalar")
        .put("value", value);
  }

  /** Some ports of an offer, ascending. */
  static int[] ports(JsonNode offer, int count) {
    return StreamSupport.stream(offer.path("resources").spliterator(), false)
        .filter(resource -> resource.path("name").asText().equals("ports"))
        .flatMap(
            resource -> StreamSupport.stream(resource.at("/ranges/range").spliterator(), false))
        .flatMapToInt(
            range ->
                java.util.stream.IntStream.rangeClosed(
                    range.path("begin").asInt(), range.path("end").asInt()))
        .limit(count)
        .toArray();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
