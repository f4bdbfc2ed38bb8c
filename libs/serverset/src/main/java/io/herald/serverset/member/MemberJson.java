package io.herald.serverset.member;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A member's bytes. Writes what every known reader understands; reads what every known writer
 * (Aurora's Python, Finagle, Armeria, Aurora's scheduler) writes. Pure functions, safe for any
 * thread.
 *
 * <p>The rules of writing are each earned by a reader: one malformed member makes some of them drop
 * the whole set until their process restarts.
 */
public final class MemberJson {

  /** ZooKeeper's limit is 1 MiB for a whole request; the rest is room for path and ACLs. */
  static final int MAX_BYTES = 1_000_000;

  private static final int MAX_SHOWN = 60;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,10}");

  private MemberJson() {}

  /**
   * The data of a member's node: compact JSON in Finagle's order of keys, ASCII only, beginning
   * with the two bytes <code>{"</code> (by which Twitter's Java reader distinguishes JSON from
   * Thrift). Read back before it is returned.
   *
   * @throws IllegalArgumentException if the member is not alive (it is withdrawn by deleting its
   *     node, not by another status) or its data would be too large for ZooKeeper
   */
  public static byte[] write(Member member) {
    if (!member.isAlive()) {
      throw new IllegalArgumentException(
          "the member "
              + member.serviceEndpoint()
              + " has the status "
              + member.status()
              + ": only ALIVE is written; delete the node of a member that is not");
    }
    byte[] bytes = render(member);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the member "
              + member.serviceEndpoint()
              + " takes "
              + bytes.length
              + " bytes; ZooKeeper holds at most "
              + MAX_BYTES
              + ": shorten its metadata");
    }
    verify(member, bytes);
    return bytes;
  }

  /**
   * Reads a member's data: keys in any order, blanks, unknown keys (also {@code inet} and {@code
   * inet6} of an endpoint), numbers written as text, no {@code additionalEndpoints}, no {@code
   * status} (then alive), a status in lower case.
   *
   * @throws MemberFormatException if it is not JSON, has no {@code serviceEndpoint}, or a field
   *     can't be what it should; this member alone is to be skipped
   */
  public static Member read(byte[] data) throws MemberFormatException {
    JsonNode root = tree(data);
    if (root.isMissingNode()) {
      throw new MemberFormatException("the node has no data; a member is a JSON object");
    }
    if (!root.isObject()) {
      throw new MemberFormatException(
          "the data is a JSON " + typeOf(root) + "; a member is a JSON object");
    }
    JsonNode service = present(root, "serviceEndpoint");
    if (service == null) {
      throw new MemberFormatException("the key \"serviceEndpoint\" is missing");
    }
    try {
      return new Member(
          endpoint("serviceEndpoint", service),
          additionalEndpoints(root),
          status(root),
          shard(root),
          metadata(root));
    } catch (IllegalArgumentException e) {
      throw new MemberFormatException(e.getMessage(), e);
    }
  }

  private static byte[] render(Member member) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeFieldName("serviceEndpoint");
      renderEndpoint(json, member.serviceEndpoint());
      json.writeObjectFieldStart("additionalEndpoints");
      for (Map.Entry<String, Endpoint> named : member.additionalEndpoints().entrySet()) {
        json.writeFieldName(named.getKey());
        renderEndpoint(json, named.getValue());
      }
      json.writeEndObject();
      json.writeStringField("status", member.status().name());
      if (member.shard().isPresent()) {
        json.writeNumberField("shard", member.shard().getAsInt());
      }
      if (!member.metadata().isEmpty()) {
        json.writeObjectFieldStart("metadata");
        for (Map.Entry<String, String> entry : member.metadata().entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  private static void renderEndpoint(JsonGenerator json, Endpoint endpoint) throws IOException {
    json.writeStartObject();
    json.writeStringField("host", endpoint.host());
    json.writeNumberField("port", endpoint.port());
    json.writeEndObject();
  }

  /** By its bytes: how records compare is made anew in each process, at some cost. */
  private static void verify(Member member, byte[] bytes) {
    try {
      Member back = read(bytes);
      if (!back.isAlive() || !Arrays.equals(render(back), bytes)) {
        throw new IllegalArgumentException(
            "the member " + member + " can't be written: it reads back as " + back);
      }
    } catch (MemberFormatException e) {
      throw new IllegalArgumentException("the member " + member + " can't be read back", e);
    }
  }

  private static JsonNode tree(byte[] data) throws MemberFormatException {
    try (JsonParser parser = FACTORY.createParser(data)) {
      if (parser.nextToken() == null) {
        return MissingNode.getInstance();
      }
      JsonNode root = node(parser);
      if (parser.nextToken() != null) {
        throw new MemberFormatException(
            "the data is not JSON: something stands behind its value; a member is one JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new MemberFormatException("the data is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      // Bytes that are not text in any of JSON's encodings.
      throw new MemberFormatException("the data is not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * The tree of a value. By Jackson's parser alone: its mapper, which could do this too, is more
   * classes than the rest of an announcer. The parser limits how deep values lie in each other.
   */
  private static JsonNode node(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          object.set(key, node(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(node(parser));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new IllegalStateException("no value begins with " + parser.currentToken());
    };
  }

  private static SortedMap<String, Endpoint> additionalEndpoints(JsonNode root)
      throws MemberFormatException {
    SortedMap<String, Endpoint> endpoints = new TreeMap<>();
    JsonNode named = object(root, "additionalEndpoints");
    if (named != null) {
      for (Map.Entry<String, JsonNode> entry : named.properties()) {
        endpoints.put(
            entry.getKey(),
            endpoint("additionalEndpoints[\"" + entry.getKey() + "\"]", entry.getValue()));
      }
    }
    return endpoints;
  }

  private static Endpoint endpoint(String where, JsonNode node) throws MemberFormatException {
    if (!node.isObject()) {
      throw new MemberFormatException(
          where + ": a JSON " + typeOf(node) + "; an endpoint is an object with host and port");
    }
    JsonNode host = present(node, "host");
    if (host == null || !host.isTextual()) {
      throw new MemberFormatException(where + ": \"host\" is missing or not a string");
    }
    JsonNode port = present(node, "port");
    if (port == null) {
      throw new MemberFormatException(where + ": \"port\" is missing");
    }
    try {
      return new Endpoint(host.textValue(), integer(where + ".port", port));
    } catch (IllegalArgumentException e) {
      throw new MemberFormatException(where + ": " + e.getMessage(), e);
    }
  }

  private static MemberStatus status(JsonNode root) throws MemberFormatException {
    JsonNode status = present(root, "status");
    if (status == null) {
      return MemberStatus.ALIVE;
    }
    if (status.isTextual()) {
      for (MemberStatus known : MemberStatus.values()) {
        if (known.name().equals(status.textValue().toUpperCase(Locale.ROOT))) {
          return known;
        }
      }
    }
    throw new MemberFormatException("status: " + shown(status) + " is not a member status");
  }

  private static OptionalInt shard(JsonNode root) throws MemberFormatException {
    JsonNode shard = present(root, "shard");
    return shard == null ? OptionalInt.empty() : OptionalInt.of(integer("shard", shard));
  }

  private static SortedMap<String, String> metadata(JsonNode root) throws MemberFormatException {
    SortedMap<String, String> metadata = new TreeMap<>();
    JsonNode object = object(root, "metadata");
    if (object != null) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        JsonNode value = entry.getValue();
        if (value.isContainerNode()) {
          throw new MemberFormatException(
              "metadata[\"" + entry.getKey() + "\"]: a JSON " + typeOf(value) + ", not a string");
        }
        if (!value.isNull()) {
          metadata.put(entry.getKey(), value.asText());
        }
      }
    }
    return metadata;
  }

  private static int integer(String where, JsonNode node) throws MemberFormatException {
    if (node.isIntegralNumber() && node.canConvertToInt()) {
      return node.intValue();
    }
    if (node.isTextual() && INTEGER.matcher(node.textValue()).matches()) {
      BigInteger value = new BigInteger(node.textValue());
      if (value.bitLength() < Integer.SIZE) {
        return value.intValue();
      }
    }
    throw new MemberFormatException(where + ": " + shown(node) + " is not an integer");
  }

  private static @Nullable JsonNode object(JsonNode root, String key) throws MemberFormatException {
    JsonNode node = present(root, key);
    if (node != null && !node.isObject()) {
      throw new MemberFormatException(key + ": a JSON " + typeOf(node) + "; it must be an object");
    }
    return node;
  }

  private static @Nullable JsonNode present(JsonNode parent, String key) {
    JsonNode node = parent.get(key);
    return node == null || node.isNull() ? null : node;
  }

  private static String typeOf(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** The start of a value: foreign data may be of any size. */
  private static String shown(JsonNode node) {
    String text = node.toString();
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
