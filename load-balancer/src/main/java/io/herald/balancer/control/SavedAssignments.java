package io.herald.balancer.control;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.balancer.vip.VipAddresses;
import io.herald.balancer.vip.VipAssignment;
import io.herald.balancer.vip.VipPool;
import io.herald.services.host.IpText;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An assignment as text: JSON, a line for each name, so that people can read and repair it.
 *
 * @param pool that the addresses are of, as text
 */
record SavedAssignments(String pool, VipAssignment assignment) {

  private static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static SavedAssignments of(VipPool pool, VipAssignment assignment) {
    return new SavedAssignments(text(pool), assignment);
  }

  /** The pool as it stands in the text. */
  static String text(VipPool pool) {
    return pool.ipv4() + pool.ipv6().map(range -> "," + range).orElse("");
  }

  String write() {
    StringBuilder text = new StringBuilder(64 + 64 * assignment.names().size());
    text.append("{\"version\":").append(VERSION);
    text.append(",\"pool\":").append(JSON.getNodeFactory().textNode(pool));
    text.append(",\"names\":{");
    String comma = "\n";
    for (Map.Entry<String, VipAddresses> entry : assignment.names().entrySet()) {
      ObjectNode addresses = JSON.createObjectNode();
      entry.getValue().ipv4().ifPresent(ip -> addresses.put("ipv4", ip.getHostAddress()));
      entry.getValue().ipv6().ifPresent(ip -> addresses.put("ipv6", ip.getHostAddress()));
      entry.getValue().released().ifPresent(at -> addresses.put("released", at.toString()));
      text.append(comma)
          .append(JSON.getNodeFactory().textNode(entry.getKey()))
          .append(':')
          .append(addresses);
      comma = ",\n";
    }
    return text.append("\n}}\n").toString();
  }

  /**
   * Reads the text.
   *
   * @param place where it stands, for people
   * @throws IOException if it can't be understood; the sentence says what to do
   */
  static SavedAssignments read(String text, String place) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw unreadable(place, "it is no JSON" + (at == null ? "" : ", see line " + at.getLineNr()));
    }
    if (!root.isObject() || root.path("version").asInt() != VERSION) {
      throw unreadable(place, "its version is not " + VERSION);
    }
    SortedMap<String, VipAddresses> names = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path("names").properties()) {
      names.put(entry.getKey(), addresses(entry.getKey(), entry.getValue(), place));
    }
    return new SavedAssignments(root.path("pool").asText(), new VipAssignment(names));
  }

  private static VipAddresses addresses(String name, JsonNode node, String place)
      throws IOException {
    Optional<InetAddress> ipv4 = address(name, node, "ipv4", false, place);
    Optional<InetAddress> ipv6 = address(name, node, "ipv6", true, place);
    try {
      return new VipAddresses(
          ipv4,
          ipv6,
          node.has("released")
              ? Optional.of(Instant.parse(node.get("released").asText()))
              : Optional.empty());
    } catch (DateTimeParseException e) {
      throw unreadable(place, "\"released\" of \"" + name + "\" is not a date");
    }
  }

  private static Optional<InetAddress> address(
      String name, JsonNode node, String field, boolean ofIpv6, String place) throws IOException {
    if (!node.has(field)) {
      return Optional.empty();
    }
    Optional<InetAddress> address =
        IpText.parse(node.get(field).asText()).filter(ip -> ip instanceof Inet6Address == ofIpv6);
    if (address.isEmpty()) {
      throw unreadable(
          place,
          "\"" + field + "\" of \"" + name + "\" is not an IPv" + (ofIpv6 ? 6 : 4) + " address");
    }
    return address;
  }

  private static IOException unreadable(String place, String why) {
    return new IOException(
        place + " holds no addresses of VIPs: " + why + "; repair it, or remove it to begin anew");
  }
}
