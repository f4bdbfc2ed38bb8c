package io.herald.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the master itself says in {@code /state}: the truth that members and DNS answers are held
 * against. It is read on its own here, by none of the code that it judges.
 */
public final class MesosView {

  /**
   * A running task.
   *
   * @param host address of its agent
   * @param ports number of each port in its DiscoveryInfo, by name; empty without DiscoveryInfo
   */
  public record RunningTask(
      String id,
      String name,
      String framework,
      String host,
      boolean hasDiscovery,
      Map<String, Integer> ports) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI state;

  /** A view of the master at {@code http://host:port}. */
  public MesosView(URI master) {
    this.state = master.resolve("/state");
  }

  /** The running tasks, sorted by id. */
  public List<RunningTask> runningTasks() {
    JsonNode root = read();
    Map<String, String> hosts = new HashMap<>();
    for (JsonNode agent : root.path("slaves")) {
      String pid = agent.path("pid").asText();
      hosts.put(
          agent.path("id").asText(), pid.substring(pid.indexOf('@') + 1, pid.lastIndexOf(':')));
    }
    Map<String, RunningTask> running = new TreeMap<>();
    for (JsonNode framework : root.path("frameworks")) {
      for (JsonNode task : framework.path("tasks")) {
        if (task.path("state").asText().equals("TASK_RUNNING")) {
          RunningTask read = task(framework.path("name").asText(), task, hosts);
          running.put(read.id(), read);
        }
      }
    }
    return new ArrayList<>(running.values());
  }

  private static RunningTask task(String framework, JsonNode task, Map<String, String> hosts) {
    Map<String, Integer> ports = new TreeMap<>();
    for (JsonNode port : task.path("discovery").path("ports").path("ports")) {
      ports.put(port.path("name").asText(), port.path("number").asInt());
    }
    return new RunningTask(
        task.path("id").asText(),
        task.path("name").asText(),
        framework,
        hosts.getOrDefault(task.path("slave_id").asText(), "unknown agent"),
        task.has("discovery"),
        ports);
  }

  private JsonNode read() {
    try {
      HttpRequest request = HttpRequest.newBuilder(state).timeout(Duration.ofSeconds(5)).build();
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException(state + " answered " + response.statusCode());
      }
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + state, e);
    }
  }
}
