package io.herald.examples.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the master says in {@code /state}. */
final class StateView {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI state;

  StateView(String master) {
    this.state = URI.create(master + "/state");
  }

  /** The running tasks of {@link FrameworkStory#KEY}, by the number of their instance. */
  Map<Integer, JsonNode> running() throws Exception {
    Map<Integer, JsonNode> running = new TreeMap<>();
    for (JsonNode framework : read().path("frameworks")) {
      for (JsonNode task : framework.path("tasks")) {
        boolean ours = task.path("name").asText().equals(FrameworkStory.KEY.path());
        if (ours && task.path("state").asText().equals("TASK_RUNNING")) {
          String id = task.path("id").asText();
          int instance =
              TaskIds.instanceOf(FrameworkStory.KEY, id)
                  .orElseThrow(() -> new AssertionError("a task that is none of ours: " + id));
          JsonNode other = running.put(instance, task);
          if (other != null) {
            throw new AssertionError("two tasks run one instance: " + other + " and " + task);
          }
        }
      }
    }
    return running;
  }

  /** The running tasks of a name, by id. */
  Map<String, JsonNode> runningOf(String name) throws Exception {
    Map<String, JsonNode> running = new TreeMap<>();
    for (JsonNode framework : read().path("frameworks")) {
      for (JsonNode task : framework.path("tasks")) {
        if (task.path("name").asText().equals(name)
            && task.path("state").asText().equals("TASK_RUNNING")) {
          running.put(task.path("id").asText(), task);
        }
      }
    }
    return running;
  }

  /** The ids of the running tasks of {@link FrameworkStory#KEY}. */
  Map<Integer, String> runningIds() throws Exception {
    Map<Integer, String> ids = new TreeMap<>();
    running().forEach((instance, task) -> ids.put(instance, task.path("id").asText()));
    return ids;
  }

  /** The ids of all tasks that the master has heard of, those that are over included. */
  Set<String> everLaunched() throws Exception {
    Set<String> ids = new TreeSet<>();
    for (JsonNode framework : read().path("frameworks")) {
      for (String list : List.of("tasks", "completed_tasks", "unreachable_tasks")) {
        framework.path(list).forEach(task -> ids.add(task.path("id").asText()));
      }
    }
    return ids;
  }

  /** The agents of running tasks, in the order of their instances. */
  List<String> agentsOf(Map<Integer, String> tasks) throws Exception {
    Map<Integer, JsonNode> running = running();
    return tasks.keySet().stream()
        .map(instance -> running.get(instance).path("slave_id").asText())
        .toList();
  }

  /** How many frameworks are registered. */
  int frameworks() throws Exception {
    return read().path("frameworks").size();
  }

  private JsonNode read() throws Exception {
    HttpResponse<byte[]> response =
        http.send(HttpRequest.newBuilder(state).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new AssertionError(state + " answered " + response.statusCode());
    }
    return json.readTree(response.body());
  }
}
