package io.herald.client.json;

import com.fasterxml.jackson.core.JsonParser;
import io.herald.client.model.ServicePort;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A port of an instance as the API writes it. One for each port that is read. */
final class PortReader {

  private String name = "";
  private int number;
  private String protocol = "";
  private Optional<List<String>> addresses = Optional.empty();
  private Map<String, String> labels = Map.of();
  private OptionalInt weight = OptionalInt.empty();
  private int priority;

  private PortReader() {}

  /** Reads one, from the start of its object to the end. */
  static PortReader read(JsonParser json) throws IOException {
    PortReader port = new PortReader();
    JsonFields.read(json, "a port", field -> port.field(json, field));
    return port;
  }

  /** The port of an instance that is at these addresses; it may have others of its own. */
  ServicePort port(List<String> ofInstance) {
    return new ServicePort(
        name, number, protocol, addresses.orElse(ofInstance), labels, weight, priority);
  }

  private void field(JsonParser json, String field) throws IOException {
    switch (field) {
      case "name" -> name = JsonFields.text(json);
      case "number" -> number = JsonFields.number(json);
      case "protocol" -> protocol = JsonFields.text(json);
      case "addresses" -> addresses = Optional.of(JsonFields.texts(json));
      case "labels" -> labels = InstanceReader.labels(json);
      case "weight" -> weight = InstanceReader.optionalNumber(json);
      case "priority" -> priority = JsonFields.number(json);
      default -> json.skipChildren();
    }
  }
}
