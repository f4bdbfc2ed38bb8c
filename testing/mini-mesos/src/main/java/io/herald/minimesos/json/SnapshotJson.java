package io.herald.minimesos.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import io.herald.mesos.codec.MesosJson;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Mesos' JSON of an operator message. It differs from other messages in one thing: the lists of a
 * snapshot are there even if they are empty.
 */
public final class SnapshotJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final Map<String, List<String>> LISTS =
      Map.of(
          "get_tasks", List.of("tasks", "unreachable_tasks", "completed_tasks"),
          "get_executors", List.of("executors"),
          "get_frameworks", List.of("frameworks", "completed_frameworks"),
          "get_agents", List.of("agents", "recovered_agents"));

  private SnapshotJson() {}

  public static byte[] print(Message message) {
    String text = MesosJson.print(message);
    if (!text.contains("\"get_")) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      JsonNode tree = MAPPER.readTree(text);
      fill(tree);
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("own JSON can't be read", e);
    }
  }

  private static void fill(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue() instanceof ObjectNode inner) {
        for (String list : LISTS.getOrDefault(field.getKey(), List.of())) {
          if (!inner.has(list)) {
            inner.putArray(list);
          }
        }
        if (field.getKey().startsWith("get_") || field.getKey().equals("subscribed")) {
          fill(inner);
        }
      }
    }
  }
}
