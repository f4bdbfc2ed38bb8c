package io.herald.minimesos.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import io.herald.minimesos.codec.MesosJson;
import io.herald.minimesos.link.AgentInfos;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.AgentInfo;

/**
 * Mesos' JSON of an operator message, or another that describes agents. It differs from other
 * messages in two things: the lists of a snapshot are there even if they are empty, and agents may
 * have {@code checkpoint}, for which the messages of our release have no field.
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
    if (!text.contains("\"get_") && !text.contains("\"agent")) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      JsonNode tree = MAPPER.readTree(text);
      fill(tree);
      checkpointing(message, tree);
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("own JSON can't be read", e);
    }
  }

  /** Follows message and tree side by side. */
  private static void checkpointing(Message message, JsonNode node) {
    if (message instanceof AgentInfo agent
        && AgentInfos.checkpoints(agent)
        && node instanceof ObjectNode reported) {
      reported.put("checkpoint", true);
      return; // no agent holds another
    }
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              JsonNode there = node.path(field.getName());
              if (value instanceof Message one) {
                checkpointing(one, there);
              } else if (value instanceof List<?> all) {
                for (int i = 0; i < all.size(); i++) {
                  if (all.get(i) instanceof Message one) {
                    checkpointing(one, there.path(i));
                  }
                }
              }
            });
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
