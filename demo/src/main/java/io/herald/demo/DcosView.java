package io.herald.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Mesos says of the app's tasks, and Herald of its VIPs. */
final class DcosView {

  private static final String TASK = "sise";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI master;
  private final URI herald;

  DcosView(URI master, URI herald) {
    this.master = master;
    this.herald = herald;
  }

  /** The app's running tasks, by their ids. */
  Map<String, JsonNode> running() {
    Map<String, JsonNode> running = new TreeMap<>();
    for (JsonNode framework : get(master.resolve("/state")).path("frameworks")) {
      for (JsonNode task : framework.path("tasks")) {
        if (task.path("name").asText().equals(TASK)
            && task.path("state").asText().equals("TASK_RUNNING")) {
          running.put(task.path("id").asText(), task);
        }
      }
    }
    return running;
  }

  /** The ids of those that Mesos' check has found healthy. */
  List<String> healthy() {
    List<String> healthy = new ArrayList<>();
    running()
        .forEach(
            (id, task) -> {
              JsonNode statuses = task.path("statuses");
              if (statuses.path(statuses.size() - 1).path("healthy").asBoolean(false)) {
                healthy.add(id);
              }
            });
    return healthy;
  }

  /** Where a task itself listens. */
  InetSocketAddress endpoint(String task) {
    int port = running().get(task).at("/discovery/ports/ports/0/number").asInt();
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** {@code /v1/vips}. */
  JsonNode vips() {
    return get(herald.resolve("/v1/vips"));
  }

  JsonNode explain(String name) {
    return get(
        herald.resolve("/v1/explain?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
  }

  private JsonNode get(URI uri) {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException(uri + " answered " + response.statusCode());
      }
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + uri, e);
    }
  }
}
