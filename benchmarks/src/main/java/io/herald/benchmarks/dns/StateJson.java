package io.herald.benchmarks.dns;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A synthetic cluster as its master's {@code GET /state}: some 1.2 kB for each task. */
final class StateJson {

  private StateJson() {}

  /**
   * The state as bytes.
   *
   * @param port where that master says that it listens, on 127.0.0.1
   */
  static byte[] of(SyntheticCluster cluster, int port) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1300 * (cluster.tasks().size() + 10));
    write(cluster, port, bytes);
    return bytes.toByteArray();
  }

  /** Writes the same; the stream stays open. */
  static void write(SyntheticCluster cluster, int port, OutputStream out) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.writeStartObject();
      json.writeStringField("version", "1.11.0");
      json.writeStringField("id", SyntheticCluster.ID);
      json.writeStringField("pid", "master@127.0.0.1:" + port);
      json.writeStringField("hostname", "127.0.0.1");
      json.writeStringField("leader", "master@127.0.0.1:" + port);
      json.writeNumberField("elected_time", 1_700_000_000.2);
      json.writeObjectFieldStart("flags");
      json.writeStringField("agent_reregister_timeout", "10mins");
      json.writeEndObject();
      json.writeArrayFieldStart("slaves");
      for (SyntheticCluster.Agent agent : cluster.agents()) {
        agent(json, agent);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("recovered_slaves");
      json.writeEndArray();
      json.writeArrayFieldStart("frameworks");
      for (SyntheticCluster.Framework framework : cluster.frameworks()) {
        framework(json, framework, cluster);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void agent(JsonGenerator json, SyntheticCluster.Agent agent) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", agent.id());
    json.writeStringField("hostname", agent.hostname());
    json.writeNumberField("port", 5051);
    json.writeStringField("pid", "slave(1)@" + agent.address() + ":5051");
    json.writeBooleanField("active", true);
    resources(json, "resources", 32, "[31000-31999]");
    resources(json, "used_resources", 10, "[31000-31039]");
    json.writeStringField("version", "1.11.0");
    json.writeEndObject();
  }

  private static void resources(JsonGenerator json, String field, double cpus, String ports)
      throws IOException {
    json.writeObjectFieldStart(field);
    json.writeNumberField("cpus", cpus);
    json.writeNumberField("disk", 0.0);
    json.writeNumberField("gpus", 0.0);
    json.writeNumberField("mem", 1024.0 * cpus);
    json.writeStringField("ports", ports);
    json.writeEndObject();
  }

  private static void framework(
      JsonGenerator json, SyntheticCluster.Framework framework, SyntheticCluster cluster)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", framework.id());
    json.writeStringField("name", framework.name());
    json.writeStringField("pid", framework.pid());
    json.writeStringField("hostname", framework.hostname());
    json.writeBooleanField("active", true);
    json.writeBooleanField("connected", true);
    json.writeStringField("role", "*");
    json.writeArrayFieldStart("tasks");
    for (SyntheticCluster.Task task : cluster.tasks()) {
      if (task.framework().equals(framework)) {
        task(json, task);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("unreachable_tasks");
    json.writeEndArray();
    json.writeArrayFieldStart("completed_tasks");
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void task(JsonGenerator json, SyntheticCluster.Task task) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", task.id());
    json.writeStringField("name", task.name());
    json.writeStringField("framework_id", task.framework().id());
    json.writeStringField("executor_id", "");
    json.writeStringField("slave_id", task.agent().id());
    json.writeStringField("state", "TASK_RUNNING");
    resources(json, "resources", 0.5, "[" + task.port() + "-" + (task.port() + 1) + "]");
    json.writeStringField("role", "*");
    json.writeArrayFieldStart("statuses");
    status(json, task, "TASK_STARTING", 1_700_000_000.1);
    status(json, task, "TASK_RUNNING", 1_700_000_001.2);
    json.writeEndArray();
    json.writeArrayFieldStart("labels");
    json.writeStartObject();
    json.writeStringField("key", "team");
    json.writeStringField("value", "team-" + task.service() % 17);
    json.writeEndObject();
    json.writeEndArray();
    discovery(json, task);
    json.writeObjectFieldStart("container");
    json.writeStringField("type", "MESOS");
    json.writeObjectFieldStart("mesos");
    json.writeObjectFieldStart("image");
    json.writeStringField("type", "DOCKER");
    json.writeObjectFieldStart("docker");
    json.writeStringField("name", "images.example/" + task.label() + ":1.2.3");
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeArrayFieldStart("network_infos");
    json.writeStartObject();
    json.writeStringField("name", "overlay");
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void status(
      JsonGenerator json, SyntheticCluster.Task task, String state, double timestamp)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("state", state);
    json.writeNumberField("timestamp", timestamp);
    json.writeObjectFieldStart("container_status");
    json.writeObjectFieldStart("container_id");
    json.writeStringField("value", task.container());
    json.writeEndObject();
    json.writeArrayFieldStart("network_infos");
    json.writeStartObject();
    json.writeArrayFieldStart("ip_addresses");
    json.writeStartObject();
    json.writeStringField("ip_address", task.address());
    json.writeStringField("protocol", "IPv4");
    json.writeEndObject();
    json.writeEndArray();
    json.writeStringField("name", "overlay");
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    if (state.equals("TASK_RUNNING")) {
      json.writeBooleanField("healthy", true);
    }
    json.writeEndObject();
  }

  private static void discovery(JsonGenerator json, SyntheticCluster.Task task) throws IOException {
    json.writeObjectFieldStart("discovery");
    json.writeStringField("visibility", "FRAMEWORK");
    json.writeStringField("name", task.discoveryName());
    json.writeObjectFieldStart("ports");
    json.writeArrayFieldStart("ports");
    port(json, task.port(), "http", "tcp");
    port(json, task.port() + 1, "admin", task.adminProtocol());
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void port(JsonGenerator json, int number, String name, String protocol)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("number", number);
    json.writeStringField("name", name);
    json.writeStringField("protocol", protocol);
    json.writeEndObject();
  }
}
