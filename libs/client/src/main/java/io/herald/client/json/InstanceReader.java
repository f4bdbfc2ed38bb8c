package io.herald.client.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.herald.client.model.ServiceInstance;
import io.herald.client.model.ServiceInstance.Health;
import io.herald.client.model.ServiceName;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** An instance as the API writes it. One for each instance that is read. */
final class InstanceReader {

  private String id = "";
  private String service = "";
  private String[] framework = {"", ""};
  private String[] agent = {"", ""};
  private String state = "";
  private Health health = Health.UNKNOWN;
  private Optional<Instant> since = Optional.empty();
  private List<String> addresses = List.of();
  private List<PortReader> ports = List.of();
  private Map<String, String> labels = Map.of();
  private OptionalInt weight = OptionalInt.empty();
  private int priority;
  private boolean recovering;

  private InstanceReader() {}

  /**
   * Reads one.
   *
   * @param json at the start of its object; at the end of it afterwards
   */
  static ServiceInstance read(JsonParser json) throws IOException {
    InstanceReader instance = new InstanceReader();
    JsonFields.read(json, "an instance", field -> instance.field(json, field));
    if (instance.id.isEmpty()) {
      throw new IOException("an instance has no \"id\"");
    }
    try {
      var unused = ServiceName.parse(instance.service);
    } catch (IllegalArgumentException e) {
      throw new IOException("instance \"" + instance.id + "\": " + e.getMessage(), e);
    }
    return new ServiceInstance(
        instance.id,
        instance.service,
        new ServiceInstance.Framework(instance.framework[0], instance.framework[1]),
        new ServiceInstance.Agent(instance.agent[0], instance.agent[1]),
        instance.state,
        instance.health,
        instance.since,
        instance.addresses,
        instance.ports.stream().map(port -> port.port(instance.addresses)).toList(),
        instance.labels,
        instance.weight,
        instance.priority,
        instance.recovering);
  }

  private void field(JsonParser json, String field) throws IOException {
    switch (field) {
      case "id" -> id = JsonFields.text(json);
      case "service" -> service = JsonFields.text(json);
      case "framework" -> framework = pair(json, "name");
      case "agent" -> agent = pair(json, "hostname");
      case "state" -> state = JsonFields.text(json);
      case "health" -> health = health(JsonFields.text(json));
      case "since" -> since = time(JsonFields.text(json));
      case "addresses" -> addresses = JsonFields.texts(json);
      case "ports" -> ports = ports(json);
      case "labels" -> labels = labels(json);
      case "weight" -> weight = optionalNumber(json);
      case "priority" -> priority = JsonFields.number(json);
      case "recovering" -> recovering = json.currentToken() == JsonToken.VALUE_TRUE;
      default -> json.skipChildren();
    }
  }

  private static String[] pair(JsonParser json, String second) throws IOException {
    String[] pair = {"", ""};
    JsonFields.read(
        json,
        "an instance's framework or agent",
        field -> {
          if (field.equals("id")) {
            pair[0] = JsonFields.text(json);
          } else if (field.equals(second)) {
            pair[1] = JsonFields.text(json);
          } else {
            json.skipChildren();
          }
        });
    return pair;
  }

  private static Health health(String text) {
    return switch (text) {
      case "healthy" -> Health.HEALTHY;
      case "unhealthy" -> Health.UNHEALTHY;
      default -> Health.UNKNOWN;
    };
  }

  private static Optional<Instant> time(String text) throws IOException {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      throw new IOException("an instance's \"since\" is not a time: \"" + text + "\"", e);
    }
  }

  private static List<PortReader> ports(JsonParser json) throws IOException {
    List<PortReader> ports = new ArrayList<>();
    JsonFields.readAll(json, "ports", () -> ports.add(PortReader.read(json)));
    return ports;
  }

  static OptionalInt optionalNumber(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL
        ? OptionalInt.empty()
        : OptionalInt.of(JsonFields.number(json));
  }

  static Map<String, String> labels(JsonParser json) throws IOException {
    Map<String, String> labels = new HashMap<>();
    JsonFields.read(json, "labels", key -> labels.put(key, JsonFields.text(json)));
    return labels;
  }
}
