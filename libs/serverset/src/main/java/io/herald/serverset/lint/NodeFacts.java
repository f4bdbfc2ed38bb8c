package io.herald.serverset.lint;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's bytes, read as a member without requiring anything. */
final class NodeFacts {

  /** How a port stands there. */
  enum PortForm {
    NUMBER,
    TEXT,
    /** The number 0, where nothing listens. */
    ZERO,
    OTHER
  }

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final byte[] data;
  private final @Nullable JsonNode root;

  private NodeFacts(byte[] data, @Nullable JsonNode root) {
    this.data = data;
    this.root = root;
  }

  static NodeFacts of(byte[] data) {
    JsonNode parsed = null;
    try {
      parsed = JSON.readTree(data);
    } catch (IOException e) {
      // Not JSON: a fact, too.
      parsed = null;
    }
    return new NodeFacts(data, parsed != null && parsed.isObject() ? parsed : null);
  }

  boolean isObject() {
    return root != null;
  }

  /** By these two bytes Twitter's Java reader distinguishes JSON from Thrift. */
  boolean beginsWithObject() {
    return data.length >= 2 && data[0] == '{' && data[1] == '"';
  }

  boolean has(String key) {
    return root != null && root.hasNonNull(key);
  }

  Optional<PortForm> primaryPort() {
    return root == null ? Optional.empty() : port(root.get("serviceEndpoint"));
  }

  boolean primaryIsWhole() {
    return root != null && isEndpoint(root.get("serviceEndpoint"));
  }

  /** The name of the first malformed additional endpoint. */
  Optional<String> malformedAdditional() {
    JsonNode named = root == null ? null : root.get("additionalEndpoints");
    if (named == null || !named.isObject()) {
      return Optional.empty();
    }
    return named.properties().stream()
        .filter(entry -> !isEndpoint(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Whether any port of the member is a text. */
  boolean anyPortIsText() {
    if (root == null) {
      return false;
    }
    if (port(root.get("serviceEndpoint")).equals(Optional.of(PortForm.TEXT))) {
      return true;
    }
    JsonNode named = root.get("additionalEndpoints");
    return named != null
        && named.properties().stream()
            .anyMatch(entry -> port(entry.getValue()).equals(Optional.of(PortForm.TEXT)));
  }

  boolean statusIsAlive() {
    JsonNode status = root == null ? null : root.get("status");
    return status != null && status.isTextual() && status.textValue().equals("ALIVE");
  }

  /** As it stands there, for a message. */
  String status() {
    JsonNode status = root == null ? null : root.get("status");
    return status == null ? "missing" : status.toString();
  }

  /** Missing, one of the known values, or neither. */
  boolean statusIsKnown() {
    JsonNode status = root == null ? null : root.get("status");
    return status != null
        && status.isTextual()
        && status.textValue().matches("DEAD|STARTING|ALIVE|STOPPING|STOPPED|WARNING");
  }

  boolean shardIsText() {
    JsonNode shard = root == null ? null : root.get("shard");
    return shard != null && shard.isTextual();
  }

  private static boolean isEndpoint(@Nullable JsonNode node) {
    return node != null
        && node.isObject()
        && node.path("host").isTextual()
        && port(node).filter(form -> form != PortForm.OTHER).isPresent();
  }

  private static Optional<PortForm> port(@Nullable JsonNode endpoint) {
    JsonNode port = endpoint == null ? null : endpoint.get("port");
    if (port == null) {
      return Optional.empty();
    }
    if (port.isIntegralNumber()) {
      return Optional.of(port.asInt() == 0 ? PortForm.ZERO : PortForm.NUMBER);
    }
    boolean number = port.isTextual() && port.textValue().matches("[0-9]{1,5}");
    return Optional.of(number ? PortForm.TEXT : PortForm.OTHER);
  }
}
