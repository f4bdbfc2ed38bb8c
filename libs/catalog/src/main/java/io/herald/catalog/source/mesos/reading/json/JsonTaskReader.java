package io.herald.catalog.source.mesos.reading.json;

import static io.herald.catalog.source.mesos.reading.json.JsonValues.isArray;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.isObject;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.nameAndValue;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.number;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.scalar;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.string;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.herald.catalog.Interner;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.NetworkReading;
import io.herald.catalog.source.mesos.reading.PortRanges;
import io.herald.catalog.source.mesos.reading.StatusReport;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads tasks of {@code /state} (the v0 form) as they come, without a tree of them: nearly all of a
 * large state is tasks, and most of a task is of no interest. Fields of another type than they
 * should have count as absent. What a task has wrong leaves out that one alone, counted. Any thread
 * may call.
 *
 * <p>The parser stands where {@link JsonValues} says.
 */
final class JsonTaskReader {

  private final Interner interner;
  private final MesosSkippedItems skippedItems;
  private final LabelReader labels;
  private final StatusReader statuses;

  JsonTaskReader(Interner interner, MesosSkippedItems skippedItems) {
    this.interner = interner;
    this.skippedItems = skippedItems;
    this.labels = new LabelReader(interner);
    this.statuses = new StatusReader(interner, labels, skippedItems);
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
              StatusReport.newest(statuses.reports(draft.anyId, draft.running))
                  .map(interner::intern),
              ports(draft.anyId, draft.ports),
              draft.discovery,
              draft.labels,
              draft
                  .container
                  .map(c -> interner.intern(c.conclusion(skippedItems, draft.anyId)))
                  .orElse(Network.UNSPECIFIED),
              false,
              draft.healthChecked));
    } catch (IllegalArgumentException e) {
      skippedItems.skip("task", draft.anyId, String.valueOf(e.getMessage()));
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
      case "statuses" -> draft.running = statuses.running(parser);
      case "resources" -> draft.ports = resourcePorts(parser);
      case "discovery" -> draft.discovery = discovery(parser);
      case "labels" -> draft.labels = labels.labels(parser);
      case "container" -> draft.container = statuses.container(parser);
      case "health_check" -> {
        draft.healthChecked = parser.currentToken() == JsonToken.START_OBJECT;
        parser.skipChildren();
      }
      default -> parser.skipChildren();
    }
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
    return PortRanges.parse(text, why -> skippedItems.skip("ports", taskId, why));
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
        case "labels" -> labels = this.labels.nested(parser);
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
          case "number" -> number = number(parser, 0);
          case "name" -> name = repeated(parser);
          case "protocol" -> protocol = repeated(parser);
          case "labels" -> labels = this.labels.nested(parser);
          default -> parser.skipChildren();
        }
      }
    }
    return new Discovery.Port(number, name, protocol, labels);
  }

  private String repeated(JsonParser parser) throws IOException {
    return interner.intern(scalar(parser));
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

    /** The id even if it is not text, for messages. */
    private String anyId = "";

    private String name = "";
    private String agentId = "";
    private String state = "";
    private List<StatusReader.Draft> running = List.of();
    private String ports = "";
    private Optional<Discovery> discovery = Optional.empty();
    private Map<String, String> labels = Map.of();
    private Optional<NetworkReading> container = Optional.empty();
    private boolean healthChecked;
  }
}
