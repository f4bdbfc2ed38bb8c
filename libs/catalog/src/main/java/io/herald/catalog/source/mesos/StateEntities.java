package io.herald.catalog.source.mesos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.herald.catalog.Interner;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns single entities of {@code /state} (the v0 form) into the catalog's nouns. What one has
 * wrong leaves out that one alone, counted. Any thread may call.
 */
final class StateEntities {

  private final Interner interner;
  private final Skips skips;

  StateEntities(Interner interner, Skips skips) {
    this.interner = interner;
    this.skips = skips;
  }

  Optional<String> agentId(JsonNode slave) {
    return filled(slave, "id").map(interner::intern);
  }

  Optional<Agent> agent(JsonNode slave) {
    String id = slave.path("id").asText("");
    try {
      // An agent whose "active" isn't told is taken for active, as older masters don't tell.
      return Optional.of(
          new Agent(
              interner.intern(required(slave, "id")),
              slave.path("hostname").asText(""),
              Upid.parse(required(slave, "pid")),
              slave.path("active").asBoolean(true)));
    } catch (IllegalArgumentException e) {
      skips.skip("agent", id, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A framework whose pid is malformed stays, without it. */
  Optional<Framework> framework(Map<String, JsonNode> fields) {
    JsonNode missing = MissingNode.getInstance();
    String id = fields.getOrDefault("id", missing).asText("");
    if (id.isEmpty()) {
      skips.skip("framework", fields.getOrDefault("name", missing).asText(""), "its id is missing");
      return Optional.empty();
    }
    Optional<Upid> pid = Optional.empty();
    String pidText = fields.getOrDefault("pid", missing).asText("");
    if (!pidText.isEmpty()) {
      try {
        pid = Optional.of(Upid.parse(pidText));
      } catch (IllegalArgumentException e) {
        skips.skip("pid of framework", id, String.valueOf(e.getMessage()));
      }
    }
    return Optional.of(
        new Framework(
            interner.intern(id),
            interner.intern(fields.getOrDefault("name", missing).asText("")),
            interner.intern(fields.getOrDefault("hostname", missing).asText("")),
            pid,
            fields.getOrDefault("active", missing).asBoolean(true)));
  }

  Optional<Task> task(JsonNode task) {
    String id = task.path("id").asText("");
    try {
      return Optional.of(
          new Task(
              interner.intern(required(task, "framework_id")),
              required(task, "id"),
              text(task, "name"),
              interner.intern(required(task, "slave_id")),
              interner.intern(required(task, "state")),
              running(id, task.path("statuses")),
              ports(id, task.path("resources").path("ports").asText("")),
              task.path("discovery").isObject()
                  ? Optional.of(discovery(task.path("discovery")))
                  : Optional.empty(),
              labels(task.path("labels")),
              network(id, task.path("container")),
              false));
    } catch (IllegalArgumentException e) {
      skips.skip("task", id, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<RunningStatus> running(String taskId, JsonNode statuses) {
    List<StatusReport> reports = new ArrayList<>();
    for (JsonNode status : statuses) {
      if (status.path("state").asText("").equals(Task.RUNNING)) {
        reports.add(report(taskId, status));
      }
    }
    return StatusReport.newest(reports).map(interner::intern);
  }

  private StatusReport report(String taskId, JsonNode status) {
    List<String> addresses = new ArrayList<>();
    NetworkReading reading = new NetworkReading(skips, taskId);
    for (JsonNode network : status.path("container_status").path("network_infos")) {
      if (network.path("ip_addresses").isEmpty()) {
        // What masters before 0.26 wrote.
        filled(network, "ip_address").ifPresent(addresses::add);
      }
      reading.joins(network.path("name").asText(""), false);
      mappings(network, reading);
      for (JsonNode address : network.path("ip_addresses")) {
        filled(address, "ip_address").map(interner::intern).ifPresent(addresses::add);
      }
    }
    Map<String, List<String>> labels = new HashMap<>();
    for (JsonNode label : status.path("labels")) {
      labels
          .computeIfAbsent(text(label, "key"), key -> new ArrayList<>(1))
          .add(label.path("value").asText(""));
    }
    labels.replaceAll((key, values) -> List.copyOf(values));
    JsonNode healthy = status.path("healthy");
    return new StatusReport(
        status.path("timestamp").asDouble(0),
        healthy.isBoolean() ? Optional.of(healthy.booleanValue()) : Optional.empty(),
        status.has("container_status"),
        addresses,
        labels,
        interner.intern(reading.conclusion()));
  }

  private Network network(String taskId, JsonNode container) {
    if (!container.isObject()) {
      return Network.UNSPECIFIED;
    }
    NetworkReading reading = new NetworkReading(skips, taskId);
    JsonNode docker = container.path("docker");
    if (docker.isObject()) {
      reading.docker(docker.path("network").asText("HOST"));
      mappings(docker, reading);
    }
    for (JsonNode network : container.path("network_infos")) {
      reading.joins(network.path("name").asText(""), !network.path("ip_addresses").isEmpty());
      mappings(network, reading);
    }
    return interner.intern(reading.conclusion());
  }

  private void mappings(JsonNode holder, NetworkReading reading) {
    for (JsonNode mapping : holder.path("port_mappings")) {
      reading.maps(
          mapping.path("host_port").asLong(-1),
          mapping.path("container_port").asLong(-1),
          text(mapping, "protocol"));
    }
  }

  private List<PortRange> ports(String taskId, String text) {
    return PortRanges.parse(text, why -> skips.skip("ports", taskId, why));
  }

  private Discovery discovery(JsonNode discovery) {
    List<Discovery.Port> ports = new ArrayList<>();
    for (JsonNode port : discovery.path("ports").path("ports")) {
      ports.add(
          new Discovery.Port(
              port.path("number").asLong(0),
              text(port, "name"),
              text(port, "protocol"),
              labels(port.path("labels").path("labels"))));
    }
    return new Discovery(
        text(discovery, "name"),
        text(discovery, "environment"),
        text(discovery, "location"),
        text(discovery, "version"),
        text(discovery, "visibility"),
        ports,
        labels(discovery.path("labels").path("labels")));
  }

  private Map<String, String> labels(JsonNode labels) {
    if (labels.isEmpty()) {
      return Map.of();
    }
    Map<String, String> map = new HashMap<>();
    for (JsonNode label : labels) {
      map.put(text(label, "key"), text(label, "value"));
    }
    return interner.intern(Map.copyOf(map));
  }

  private String text(JsonNode node, String field) {
    return interner.intern(node.path(field).asText(""));
  }

  private static Optional<String> filled(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() && !value.textValue().isEmpty()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  private static String required(JsonNode node, String field) {
    return filled(node, field)
        .orElseThrow(
            () -> new IllegalArgumentException("its \"" + field + "\" is missing or no text"));
  }
}
