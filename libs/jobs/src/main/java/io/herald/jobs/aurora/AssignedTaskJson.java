package io.herald.jobs.aurora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * AssignedTask in JSON, by the names of its Thrift fields: as Aurora's client writes it ({@code
 * aurora job status --write-json}), in a list of jobs with their active and inactive tasks, or
 * alone.
 */
public final class AssignedTaskJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AssignedTaskJson() {}

  /**
   * Reads the first task of a document; active ones stand first.
   *
   * @return absent if the document holds none
   * @throws AuroraDataException with a sentence, if it is not JSON or the task lacks a field
   */
  public static Optional<AuroraTask> read(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AuroraDataException("it is not JSON: " + e.getOriginalMessage(), e);
    }
    return Optional.ofNullable(first(root)).map(AssignedTaskJson::task);
  }

  private static @Nullable JsonNode first(JsonNode node) {
    if (node.path("task").has("executorConfig")) {
      return node;
    }
    for (JsonNode inner : node) {
      JsonNode found = first(inner);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static AuroraTask task(JsonNode assigned) {
    JsonNode config = assigned.path("task");
    JsonNode job = config.path("job");
    SortedMap<String, Integer> ports = new TreeMap<>();
    assigned
        .path("assignedPorts")
        .properties()
        .forEach(port -> ports.put(port.getKey(), port.getValue().asInt()));
    SortedMap<String, String> metadata = new TreeMap<>();
    config
        .path("metadata")
        .forEach(pair -> metadata.put(pair.path("key").asText(), pair.path("value").asText()));
    JsonNode data = config.path("executorConfig").path("data");
    return new AuroraTask(
        assigned.path("taskId").asText(),
        assigned.path("slaveHost").asText(),
        given("task.job.role", job.path("role")),
        given("task.job.environment", job.path("environment")),
        given("task.job.name", job.path("name")),
        assigned.path("instanceId").asInt(),
        ports,
        data.isTextual() ? Optional.of(data.asText()) : Optional.empty(),
        metadata);
  }

  private static String given(String field, JsonNode value) {
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw new AuroraDataException("its AssignedTask has no " + field);
    }
    return value.asText();
  }
}
