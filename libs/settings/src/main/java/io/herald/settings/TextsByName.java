package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Texts by two names: an object of objects; as a flag {@code NAME=KEY:TEXT,KEY:TEXT;…}. A key that
 * a flag gives twice is a problem. Immutable.
 */
final class TextsByName extends ValueType<Map<String, Map<String, String>>> {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String placeholder;

  TextsByName(String placeholder) {
    this.placeholder = placeholder;
  }

  @Override
  public String placeholder() {
    return placeholder;
  }

  @Override
  public String values() {
    return "object of objects";
  }

  @Override
  JsonNode ofText(String text) {
    ObjectNode all = JSON.objectNode();
    for (String one : text.split(";", -1)) {
      int equals = one.indexOf('=');
      if (equals < 0) {
        return JSON.textNode(text);
      }
      ObjectNode texts = all.withObjectProperty(one.substring(0, equals).strip());
      for (JsonNode pair : ValueTypes.array(one.substring(equals + 1))) {
        int colon = pair.textValue().indexOf(':');
        if (colon < 0) {
          return JSON.textNode(text);
        }
        String key = pair.textValue().substring(0, colon).strip();
        String value = pair.textValue().substring(colon + 1).strip();
        // What an object can't say twice is said by a list, which is refused as such.
        texts.set(key, texts.has(key) ? JSON.arrayNode() : JSON.textNode(value));
      }
    }
    return all;
  }

  @Override
  Optional<Map<String, Map<String, String>>> read(JsonNode json, Consumer<String> problems) {
    if (!json.isObject()) {
      String object = "{\"…\": {\"…\": \"…\"}}";
      problems.accept(
          json.isTextual()
              ? "write " + placeholder + ", or in a file an object of objects, " + object
              : "write an object of objects, " + object);
      return Optional.empty();
    }
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (entry.getValue().isObject()) {
        all.put(entry.getKey(), texts(entry.getKey(), entry.getValue(), problems));
      } else {
        problems.accept("\"" + entry.getKey() + "\": write an object, {\"…\": \"…\"}");
      }
    }
    return Optional.of(all);
  }

  private static Map<String, String> texts(
      String name, JsonNode object, Consumer<String> problems) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (entry.getValue().isTextual()) {
        texts.put(entry.getKey(), entry.getValue().textValue());
      } else {
        problems.accept(
            "\""
                + name
                + "\": \""
                + entry.getKey()
                + "\": "
                + (entry.getValue().isArray() && entry.getValue().isEmpty()
                    ? "is given twice; write each once"
                    : "write text in quotes"));
      }
    }
    return texts;
  }

  @Override
  public String text(Map<String, Map<String, String>> value) {
    return value.isEmpty()
        ? "none"
        : value.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + pairs(entry.getValue()))
            .collect(Collectors.joining(";"));
  }

  private static String pairs(Map<String, String> texts) {
    return texts.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  @Override
  public Object shown(Map<String, Map<String, String>> value) {
    return value;
  }
}
