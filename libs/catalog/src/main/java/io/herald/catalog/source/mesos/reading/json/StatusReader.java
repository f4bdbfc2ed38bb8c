package io.herald.catalog.source.mesos.reading.json;

import static io.herald.catalog.source.mesos.reading.json.JsonValues.isArray;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.isObject;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.nameAndValue;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.number;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.real;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.scalar;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.string;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.truth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.herald.catalog.Interner;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.NetworkReading;
import io.herald.catalog.source.mesos.reading.StatusReport;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a task's statuses and its container as they come ({@link JsonValues}). Nothing is concluded
 * before the whole task is read: what is wrong is reported under its id. Any thread may call.
 */
final class StatusReader {

  private final Interner interner;
  private final LabelReader labels;
  private final MesosSkippedItems skippedItems;

  StatusReader(Interner interner, LabelReader labels, MesosSkippedItems skippedItems) {
    this.interner = interner;
    this.labels = labels;
    this.skippedItems = skippedItems;
  }

  /** What these say, of the task with that id. */
  List<StatusReport> reports(String taskId, List<Draft> drafts) {
    List<StatusReport> reports = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      reports.add(
          new StatusReport(
              draft.timestamp,
              draft.healthy,
              draft.fromContainer,
              draft.addresses,
              draft.labels,
              interner.intern(draft.network.conclusion(skippedItems, taskId))));
    }
    return reports;
  }

  /** Those of a list that say TASK_RUNNING. */
  List<Draft> running(JsonParser parser) throws IOException {
    List<Draft> running = new ArrayList<>(2);
    if (isArray(parser)) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        Draft status = status(parser);
        if (status.state.equals(Task.RUNNING)) {
          running.add(status);
        }
      }
    }
    return running;
  }

  private Draft status(JsonParser parser) throws IOException {
    Draft status = new Draft();
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (nameAndValue(parser)) {
          case "state" -> status.state = scalar(parser);
          case "timestamp" -> status.timestamp = real(parser);
          case "healthy" -> status.healthy = truth(parser);
          case "container_status" -> {
            status.fromContainer = true;
            containerStatus(parser, status);
          }
          case "labels" -> status.labels = statusLabels(parser);
          default -> parser.skipChildren();
        }
      }
    }
    return status;
  }

  private void containerStatus(JsonParser parser, Draft status) throws IOException {
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (nameAndValue(parser).equals("network_infos") && isArray(parser)) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            network(parser, status.network, false, status.addresses);
          }
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  /** What a ContainerInfo says of its network; empty if it is not an object. */
  Optional<NetworkReading> container(JsonParser parser) throws IOException {
    if (!isObject(parser)) {
      return Optional.empty();
    }
    NetworkReading reading = new NetworkReading();
    List<String> unused = new ArrayList<>(0);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = nameAndValue(parser);
      if (name.equals("docker")) {
        docker(parser, reading);
      } else if (name.equals("network_infos") && isArray(parser)) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          network(parser, reading, true, unused);
        }
      } else {
        parser.skipChildren();
      }
    }
    return Optional.of(reading);
  }

  private void docker(JsonParser parser, NetworkReading reading) throws IOException {
    if (!isObject(parser)) {
      return;
    }
    String network = "HOST";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      switch (nameAndValue(parser)) {
        case "network" ->
            network = parser.currentToken() == JsonToken.VALUE_NULL ? network : scalar(parser);
        case "port_mappings" -> mappings(parser, reading);
        default -> parser.skipChildren();
      }
    }
    reading.docker(network);
  }

  /**
   * Reads one NetworkInfo.
   *
   * @param wanted whether addresses in it are those that are asked for, and not those that are
   */
  private void network(
      JsonParser parser, NetworkReading reading, boolean wanted, List<String> addresses)
      throws IOException {
    String network = "";
    String single = "";
    boolean listed = false;
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = nameAndValue(parser);
        switch (name) {
          case "name" -> network = scalar(parser);
          case "port_mappings" -> mappings(parser, reading);
          case "ip_address" -> single = string(parser);
          case "ip_addresses" -> {
            if (isArray(parser)) {
              while (parser.nextToken() != JsonToken.END_ARRAY) {
                listed = true;
                listedAddress(parser, addresses);
              }
            }
          }
          default -> parser.skipChildren();
        }
      }
    }
    reading.joins(network, wanted && listed);
    if (!listed && !single.isEmpty()) {
      // What masters before 0.26 wrote.
      addresses.add(interner.intern(single));
    }
  }

  private void mappings(JsonParser parser, NetworkReading reading) throws IOException {
    if (isArray(parser)) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        mapping(parser, reading);
      }
    }
  }

  private void mapping(JsonParser parser, NetworkReading reading) throws IOException {
    long host = -1;
    long container = -1;
    String protocol = "";
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (nameAndValue(parser)) {
          case "host_port" -> host = number(parser, -1);
          case "container_port" -> container = number(parser, -1);
          case "protocol" -> protocol = interner.intern(scalar(parser));
          default -> parser.skipChildren();
        }
      }
    }
    reading.maps(host, container, protocol);
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
    Map<String, List<String>> read = new HashMap<>();
    if (isArray(parser)) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        LabelReader.Label label = labels.label(parser);
        read.computeIfAbsent(label.key(), key -> new ArrayList<>(1)).add(label.value());
      }
    }
    read.replaceAll((key, values) -> List.copyOf(values));
    return read;
  }

  /** What of a status has been read so far. */
  static final class Draft {
    private String state = "";
    private double timestamp;
    private Optional<Boolean> healthy = Optional.empty();
    private boolean fromContainer;
    private final NetworkReading network = new NetworkReading();
    private final List<String> addresses = new ArrayList<>(1);
    private Map<String, List<String>> labels = Map.of();
  }
}
