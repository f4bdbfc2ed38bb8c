package io.herald.catalog.source.mesos;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.herald.catalog.Interner;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads tasks of {@code /state} (the v0 form) as they come, without a tree of them: nearly all of a
 * large state is tasks, and most of a task is of no interest. Fields of another type than they
 * should have count as absent. What a task has wrong leaves out that one alone, counted. Any thread
 * may call.
 *
 * <p>Every method here takes the parser at the first token of a value and leaves it at the last.
 */
final class TaskReader {

  private final Interner interner;
  private final Skips skips;

  TaskReader(Interner interner, Skips skips) {
    this.interner = interner;
    this.skips = skips;
  }

  /**
   * Reads one task.
   *
   * @return empty if it is unusable
   * @throws IOException if it isn't JSON, or the stream breaks
   */
  Optional<Task> task(JsonParser parser) throws IOException {
    Draft draft = new Draft();
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        taskField(parser, nameAndValue(parser), draft);
      }
    }
    try {
      return Optional.of(
          new Task(
              interner.intern(required("framework_id", draft.frameworkId)),
              required("id", draft.id),
              draft.name,
              interner.intern(required("slave_id", draft.agentId)),
              interner.intern(required("state", draft.state)),
              StatusReport.newest(draft.running).map(interner::intern),
              ports(draft.anyId, draft.ports),
              draft.discovery,
              draft.labels,
              false));
    } catch (IllegalArgumentException e) {
      skips.skip("task", draft.anyId, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void taskField(JsonParser parser, String name, Draft draft) throws IOException {
    switch (name) {
      case "framework_id" -> draft.frameworkId = string(parser);
      case "id" -> {
        draft.id = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        draft.anyId = draft.id.isEmpty() ? scalar(parser) : draft.id;
      }
      case "name" -> draft.name = repeated(parser);
      case "slave_id" -> draft.agentId = string(parser);
      case "state" -> draft.state = string(parser);
      case "statuses" -> draft.running = runningStatuses(parser);
      case "resources" -> draft.ports = resourcePorts(parser);
      case "discovery" -> draft.discovery = discovery(parser);
      case "labels" -> draft.labels = labels(parser);
      default -> parser.skipChildren();
    }
  }

  private List<StatusReport> runningStatuses(JsonParser parser) throws IOException {
    List<StatusReport> reports = new ArrayList<>(2);
    if (isArray(parser)) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        StatusDraft status = status(parser);
        if (status.state.equals(Task.RUNNING)) {
          reports.add(status.report());
        }
      }
    }
    return reports;
  }

  private StatusDraft status(JsonParser parser) throws IOException {
    StatusDraft status = new StatusDraft();
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (nameAndValue(parser)) {
          case "state" -> status.state = scalar(parser);
          case "timestamp" -> {
            status.timestamp = parser.getValueAsDouble(0);
            parser.skipChildren();
          }
          case "healthy" -> {
            status.healthy = truth(parser.currentToken());
            parser.skipChildren();
          }
          case "container_status" -> {
            status.fromContainer = true;
            status.addresses = addresses(parser);
          }
          case "labels" -> status.labels = statusLabels(parser);
          default -> parser.skipChildren();
        }
      }
    }
    return status;
  }

  private List<String> addresses(JsonParser parser) throws IOException {
    List<String> addresses = new ArrayList<>(1);
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (nameAndValue(parser).equals("network_infos") && isArray(parser)) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            networkAddresses(parser, addresses);
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return addresses;
  }

  private void networkAddresses(JsonParser parser, List<String> addresses) throws IOException {
    String single = "";
    boolean listed = false;
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = nameAndValue(parser);
        if (name.equals("ip_address")) {
          single = string(parser);
        } else if (name.equals("ip_addresses") && isArray(parser)) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            listed = true;
            listedAddress(parser, addresses);
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    if (!listed && !single.isEmpty()) {
      // What masters before 0.26 wrote.
      addresses.add(single);
    }
  }

  private void listedAddress(JsonParser parser, List<String> addresses) throws IOException {
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (nameAndValue(parser).equals("ip_address")) {
          String address = string(parser);
          if (!address.isEmpty()) {
            addresses.add(interner.intern(address));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  /** Mesos allows a key more than once in a status. */
  private Map<String, List<String>> statusLabels(JsonParser parser) throws IOException {
    Map<String, List<String>> labels = new HashMap<>();
    if (isArray(parser)) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        Label label = label(parser);
        labels.computeIfAbsent(label.key(), key -> new ArrayList<>(1)).add(label.value());
      }
    }
    labels.replaceAll((key, values) -> List.copyOf(values));
    return labels;
  }

  private String resourcePorts(JsonParser parser) throws IOException {
    String ports = "";
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (nameAndValue(parser).equals("ports")) {
          ports = scalar(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
    return ports;
  }

  private List<PortRange> ports(String taskId, String text) {
    try {
      return PortRanges.parse(text);
    } catch (IllegalArgumentException e) {
      skips.skip("ports", taskId, String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private Optional<Discovery> discovery(JsonParser parser) throws IOException {
    if (!isObject(parser)) {
      return Optional.empty();
    }
    String name = "";
    String environment = "";
    String location = "";
    String version = "";
    String visibility = "";
    List<Discovery.Port> ports = List.of();
    Map<String, String> labels = Map.of();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (nameAndValue(parser)) {
        case "name" -> name = repeated(parser);
        case "environment" -> environment = repeated(parser);
        case "location" -> location = repeated(parser);
        case "version" -> version = repeated(parser);
        case "visibility" -> visibility = repeated(parser);
        case "ports" -> ports = discoveryPorts(parser);
        case "labels" -> labels = nestedLabels(parser);
        default -> parser.skipChildren();
      }
    }
    return Optional.of(
        new Discovery(name, environment, location, version, visibility, ports, labels));
  }

  private List<Discovery.Port> discoveryPorts(JsonParser parser) throws IOException {
    List<Discovery.Port> ports = new ArrayList<>(2);
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (nameAndValue(parser).equals("ports") && isArray(parser)) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            ports.add(discoveryPort(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
    return ports;
  }

  private Discovery.Port discoveryPort(JsonParser parser) throws IOException {
    long number = 0;
    String name = "";
    String protocol = "";
    Map<String, String> labels = Map.of();
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (nameAndValue(parser)) {
          case "number" -> {
            number = parser.getValueAsLong(0);
            parser.skipChildren();
          }
          case "name" -> name = repeated(parser);
          case "protocol" -> protocol = repeated(parser);
          case "labels" -> labels = nestedLabels(parser);
          default -> parser.skipChildren();
        }
      }
    }
    return new Discovery.Port(number, name, protocol, labels);
  }

  /** The protobuf message Labels: an object that has the list. */
  private Map<String, String> nestedLabels(JsonParser parser) throws IOException {
    Map<String, String> labels = Map.of();
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (nameAndValue(parser).equals("labels")) {
          labels = labels(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
    return labels;
  }

  private Map<String, String> labels(JsonParser parser) throws IOException {
    if (!isArray(parser)) {
      return Map.of();
    }
    Map<String, String> labels = new HashMap<>(4);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Label label = label(parser);
      labels.put(label.key(), label.value());
    }
    return labels.isEmpty() ? Map.of() : interner.intern(Map.copyOf(labels));
  }

  private Label label(JsonParser parser) throws IOException {
    String key = "";
    String value = "";
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (nameAndValue(parser)) {
          case "key" -> key = repeated(parser);
          case "value" -> value = repeated(parser);
          default -> parser.skipChildren();
        }
      }
    }
    return new Label(key, value);
  }

  private record Label(String key, String value) {}

  private static boolean isObject(JsonParser parser) throws IOException {
    return isA(JsonToken.START_OBJECT, parser);
  }

  private static boolean isArray(JsonParser parser) throws IOException {
    return isA(JsonToken.START_ARRAY, parser);
  }

  private static boolean isA(JsonToken expected, JsonParser parser) throws IOException {
    boolean is = parser.currentToken() == expected;
    if (!is) {
      parser.skipChildren();
    }
    return is;
  }

  private static String nameAndValue(JsonParser parser) throws IOException {
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  private String repeated(JsonParser parser) throws IOException {
    return interner.intern(scalar(parser));
  }

  /** Text, number or truth as text; anything else is empty. */
  private static String scalar(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      return parser.getText();
    }
    parser.skipChildren();
    return "";
  }

  /** Text; anything else is empty. */
  private static String string(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return "";
  }

  private static Optional<Boolean> truth(JsonToken token) {
    return switch (token) {
      case VALUE_TRUE -> Optional.of(true);
      case VALUE_FALSE -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static String required(String field, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("its \"" + field + "\" is missing or no text");
    }
    return value;
  }

  /** What of a task has been read so far. */
  private static final class Draft {
    private String frameworkId = "";
    private String id = "";

    /** The id even if it is no text, for messages. */
    private String anyId = "";

    private String name = "";
    private String agentId = "";
    private String state = "";
    private List<StatusReport> running = List.of();
    private String ports = "";
    private Optional<Discovery> discovery = Optional.empty();
    private Map<String, String> labels = Map.of();
  }

  /** What of a status has been read so far. */
  private static final class StatusDraft {
    private String state = "";
    private double timestamp;
    private Optional<Boolean> healthy = Optional.empty();
    private boolean fromContainer;
    private List<String> addresses = List.of();
    private Map<String, List<String>> labels = Map.of();

    private StatusReport report() {
      return new StatusReport(timestamp, healthy, fromContainer, addresses, labels);
    }
  }
}
