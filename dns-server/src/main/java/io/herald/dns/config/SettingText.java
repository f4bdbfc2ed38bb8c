package io.herald.dns.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Locale;

/**
 * Values of flags and environment variables, which are plain text, as the values that config.json
 * would have. Text of the wrong form stays text, and is refused as in the file.
 */
final class SettingText {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SettingText() {}

  static JsonNode parse(Parameter.Kind kind, String text) {
    return switch (kind) {
      case TEXT -> JSON.textNode(text);
      case NUMBER ->
          text.matches("[+-]?\\d{1,30}")
              ? JSON.numberNode(new BigInteger(text))
              : JSON.textNode(text);
      case SWITCH -> flag(text);
      case LIST -> list(text);
      case ZONES -> zones(text);
      case CREDENTIALS -> credentials(text);
    };
  }

  private static JsonNode flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      // A flag alone means yes.
      case "", "true", "yes", "on", "1" -> JSON.booleanNode(true);
      case "false", "no", "off", "0" -> JSON.booleanNode(false);
      default -> JSON.textNode(text);
    };
  }

  private static ArrayNode list(String text) {
    ArrayNode list = JSON.arrayNode();
    if (!text.isBlank()) {
      for (String element : text.split(",", -1)) {
        list.add(element.strip());
      }
    }
    return list;
  }

  private static JsonNode zones(String text) {
    ObjectNode zones = JSON.objectNode();
    for (String zone : text.split(";", -1)) {
      int equals = zone.indexOf('=');
      if (equals < 0) {
        return JSON.textNode(text);
      }
      zones.set(zone.substring(0, equals).strip(), list(zone.substring(equals + 1)));
    }
    return zones;
  }

  private static JsonNode credentials(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return JSON.textNode(text);
    }
    return JSON.objectNode()
        .put("principal", text.substring(0, colon))
        .put("secret", text.substring(colon + 1));
  }
}
