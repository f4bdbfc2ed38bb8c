package io.herald.skydns.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.runtime.text.Ascii;
import java.util.Map;

/**
 * Messages as JSON. Reads what SkyDNS and CoreDNS read, with Go's rules: names of fields in any
 * letter case, {@code null} as if the field weren't there, unknown fields passed over, bytes that
 * are no UTF-8 replaced, numbers without fraction. Stricter in ranges alone: a port of 70000 is an
 * error here, and another port there. Pure functions, safe for any thread.
 */
public final class SkydnsJson {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final String HOST = "host";
  private static final String PORT = "port";
  private static final String PRIORITY = "priority";
  private static final String WEIGHT = "weight";
  private static final String TEXT = "text";
  private static final String MAIL = "mail";
  private static final String TTL = "ttl";
  private static final String TARGET_STRIP = "targetstrip";
  private static final String GROUP = "group";
  private static final String PUBLISHER = "herald";

  private SkydnsJson() {}

  /**
   * The message at a key.
   *
   * @param key for the error
   * @throws MalformedMessageException if the value is no message
   */
  public static SkydnsMessage parse(String key, byte[] value) throws MalformedMessageException {
    String text = new String(value, UTF_8);
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw MalformedMessageException.value(key, text, "no JSON");
    }
    if (tree.isMissingNode()) {
      throw MalformedMessageException.value(key, text, "empty");
    }
    if (tree.isNull()) {
      return SkydnsMessage.EMPTY;
    }
    if (!tree.isObject()) {
      throw MalformedMessageException.value(key, text, "no JSON object");
    }
    SkydnsMessage message = SkydnsMessage.EMPTY;
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (!field.getValue().isNull()) {
        message = with(message, key, Ascii.lowerCase(field.getKey()), field.getValue());
      }
    }
    return message;
  }

  private static SkydnsMessage with(SkydnsMessage message, String key, String field, JsonNode node)
      throws MalformedMessageException {
    return switch (field) {
      case HOST -> message.withHost(text(key, field, node, "\"10.0.0.1\""));
      case PORT -> message.withPort((int) number(key, field, node, 65535, "8080"));
      case PRIORITY -> message.withPriority((int) number(key, field, node, 65535, "10"));
      case WEIGHT -> message.withWeight((int) number(key, field, node, Integer.MAX_VALUE, "100"));
      case TEXT -> message.withText(record(key, field, text(key, field, node, "\"hello\"")));
      case MAIL -> message.withMail(flag(key, field, node));
      case TTL -> message.withTtl(number(key, field, node, SkydnsMessage.MOST_TTL, "60"));
      case TARGET_STRIP ->
          message.withTargetStrip((int) number(key, field, node, Integer.MAX_VALUE, "1"));
      case GROUP -> message.withGroup(text(key, field, node, "\"g1\""));
      // Not SkyDNS' field, so whatever stands there harms nobody's record.
      case PUBLISHER -> node.isTextual() ? message.withPublisher(node.textValue()) : message;
      default -> message;
    };
  }

  private static String text(String key, String field, JsonNode node, String example)
      throws MalformedMessageException {
    if (!node.isTextual()) {
      throw MalformedMessageException.field(
          key, field, node.toString(), "text", "\"" + field + "\":" + example);
    }
    return node.textValue();
  }

  /** A text that a TXT record can hold, in strings of 255 bytes with one before each. */
  private static String record(String key, String field, String text)
      throws MalformedMessageException {
    if (text.getBytes(UTF_8).length > SkydnsMessage.LONGEST_TEXT) {
      throw MalformedMessageException.field(
          key,
          field,
          text,
          "at most " + SkydnsMessage.LONGEST_TEXT + " bytes in UTF-8, which a TXT record holds",
          "a shorter one");
    }
    return text;
  }

  private static boolean flag(String key, String field, JsonNode node)
      throws MalformedMessageException {
    if (!node.isBoolean()) {
      throw MalformedMessageException.field(
          key, field, node.toString(), "true or false", "\"" + field + "\":true");
    }
    return node.booleanValue();
  }

  private static long number(String key, String field, JsonNode node, long most, String example)
      throws MalformedMessageException {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > most) {
      throw MalformedMessageException.field(
          key,
          field,
          node.toString(),
          "a whole number from 0 to " + most,
          "\"" + field + "\":" + example);
    }
    return node.longValue();
  }

  /** The value of a message, on one line: what is zero or empty is left out. */
  public static byte[] write(SkydnsMessage message) {
    ObjectNode tree = JSON.createObjectNode();
    put(tree, HOST, message.host());
    put(tree, PORT, message.port());
    put(tree, PRIORITY, message.priority());
    put(tree, WEIGHT, message.weight());
    put(tree, TEXT, message.text());
    if (message.mail()) {
      tree.put(MAIL, true);
    }
    put(tree, TTL, message.ttl());
    put(tree, TARGET_STRIP, message.targetStrip());
    put(tree, GROUP, message.group());
    put(tree, PUBLISHER, message.publisher());
    return tree.toString().getBytes(UTF_8);
  }

  private static void put(ObjectNode tree, String field, String value) {
    if (!value.isEmpty()) {
      tree.put(field, value);
    }
  }

  private static void put(ObjectNode tree, String field, long value) {
    if (value != 0) {
      tree.put(field, value);
    }
  }
}
