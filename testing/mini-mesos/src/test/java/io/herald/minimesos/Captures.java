package io.herald.minimesos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What a real Mesos said, and how to compare it with what we say. */
final class Captures {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Made up by whoever runs: ids, times, processes. */
  private static final Set<String> OWN_VALUES =
      Set.of(
          "uuid",
          "status_update_uuid",
          "timestamp",
          "nanoseconds",
          "executor_pid",
          "ip",
          "port",
          "ip_address",
          "pid",
          "version",
          "leader",
          "build_date",
          "build_time",
          "build_user",
          "git_sha",
          "git_branch",
          "start_time",
          "elected_time",
          "registered_time",
          "reregistered_time",
          "heartbeat_interval_seconds",
          "ports:text",
          "range");

  private Captures() {}

  private static byte[] bytes(String name) {
    try (InputStream in = Captures.class.getResourceAsStream("/captures/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  static byte[] raw(String name) {
    return bytes(name);
  }

  static JsonNode json(String name) {
    try {
      return MAPPER.readTree(bytes(name));
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** The records of a stream, heartbeats too. */
  static List<JsonNode> records(String name) {
    byte[] all = bytes(name);
    List<JsonNode> records = new ArrayList<>();
    try {
      for (int at = 0; at < all.length; ) {
        int length = 0;
        for (; all[at] != '\n'; at++) {
          length = 10 * length + all[at] - '0';
        }
        records.add(MAPPER.readTree(all, at + 1, length));
        at += 1 + length;
      }
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
    return records;
  }

  /** The first record of a type that fits. */
  static JsonNode record(String name, String type, Predicate<JsonNode> wanted) {
    return records(name).stream()
        .filter(record -> RawStream.type(record).equals(type) && wanted.test(record))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such " + type + " in " + name));
  }

  /** The same with every value that is its speaker's own made equal, and without the rest. */
  static JsonNode normal(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode normal = MAPPER.createObjectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey();
        JsonNode value = field.getValue();
        normal.set(
            name,
            name.equals("attributes")
                ? attributes(value)
                : own(object, name, value) ? own(value) : normal(value));
      }
      return normal;
    }
    if (node instanceof ArrayNode array) {
      List<JsonNode> elements = new ArrayList<>();
      for (JsonNode element : array) {
        if (!element.path("type").asText().equals("QUOTA_V2")
            && !element.asText().equals("QUOTA_V2")) {
          elements.add(normal(element));
        }
      }
      if (elements.stream().allMatch(element -> element.has("name") && element.has("type"))) {
        elements.sort(Comparator.comparing(element -> element.path("name").asText()));
      }
      return MAPPER.createArrayNode().addAll(elements);
    }
    return node.isTextual() ? TextNode.valueOf(text(node.asText())) : node;
  }

  /** The two recorded agents differ in them: what both have is compared, and how it is written. */
  private static JsonNode attributes(JsonNode value) {
    if (value instanceof ObjectNode named) {
      return MAPPER.createObjectNode().put("rack", named.path("rack").isTextual() ? "own" : "none");
    }
    ArrayNode rack = MAPPER.createArrayNode();
    for (JsonNode attribute : value) {
      if (attribute.path("name").asText().equals("rack")) {
        ObjectNode one = attribute.deepCopy();
        one.withObject("/text").put("value", "own");
        rack.add(one);
      }
    }
    return rack;
  }

  private static boolean own(ObjectNode object, String name, JsonNode value) {
    if (name.equals("ports")) {
      return value.isTextual();
    }
    // A framework's hostname and a DiscoveryInfo's version are its own words, not ours.
    if (name.equals("version")) {
      return !object.has("visibility");
    }
    return OWN_VALUES.contains(name);
  }

  private static JsonNode own(JsonNode value) {
    if (value.isObject()) {
      return normal(value);
    }
    if (value.isNumber() && value.asDouble() == 0) {
      return value; // nothing happened yet: that is to be compared
    }
    return value.isNumber() ? IntNode.valueOf(1) : TextNode.valueOf("own");
  }

  private static String text(String text) {
    String uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    return text.replaceAll(uuid + "-S\\d+", "agent-id")
        .replaceAll(uuid + "-O\\d+", "offer-id")
        .replaceAll(uuid + "-\\d{4}", "framework-id")
        .replaceAll(uuid, "id")
        .replaceAll("(agent|master)\\d\\.example|localhost", "host");
  }
}
