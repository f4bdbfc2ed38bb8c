package io.herald.minimesos.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import io.herald.minimesos.codec.MesosJson;
import io.herald.minimesos.resources.ResourceSet;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * The JSON of {@code /state} and its kin, which is older than the messages: plain ids, resources as
 * an object with ports as text, labels as a plain list. Every number that isn't a port is written
 * with a decimal point. What is not set is not there, but for the few things that always are.
 */
public final class V0Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private V0Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static String print(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree can always be written", e);
    }
  }

  /** A number with a decimal point and without an exponent. */
  public static JsonNode number(double value) {
    BigDecimal plain = new BigDecimal(Double.toString(value));
    return DecimalNode.valueOf(plain.scale() < 1 ? plain.setScale(1) : plain);
  }

  /** A message in Mesos' newer form, where /state uses that. */
  public static JsonNode message(Message message) {
    try {
      return MAPPER.readTree(MesosJson.print(message));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("own JSON can't be read", e);
    }
  }

  public static ArrayNode messages(List<? extends Message> messages) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    messages.forEach(message -> list.add(message(message)));
    return list;
  }

  /** The four usual scalars always, ports only if there are any. */
  public static ObjectNode resources(ResourceSet resources) {
    ObjectNode json = object();
    for (String name : List.of("disk", "mem", "gpus", "cpus")) {
      json.set(name, number(resources.scalar(name)));
    }
    for (String name : resources.scalars()) {
      json.set(name, number(resources.scalar(name)));
    }
    if (!resources.ports().isEmpty()) {
      json.put("ports", resources.ports().toString());
    }
    return json;
  }

  public static ArrayNode labels(List<Label> labels) {
    return messages(labels);
  }

  public static ObjectNode attributes(List<Attribute> attributes) {
    ObjectNode json = object();
    for (Attribute attribute : attributes) {
      switch (attribute.getType()) {
        case SCALAR -> json.set(attribute.getName(), number(attribute.getScalar().getValue()));
        case TEXT -> json.put(attribute.getName(), attribute.getText().getValue());
        default -> json.set(attribute.getName(), message(attribute));
      }
    }
    return json;
  }

  public static ObjectNode task(Task task) {
    ObjectNode json = object();
    json.put("id", task.getTaskId().getValue());
    json.put("name", task.getName());
    json.put("framework_id", task.getFrameworkId().getValue());
    json.put("executor_id", task.getExecutorId().getValue());
    json.put("slave_id", task.getAgentId().getValue());
    json.put("state", task.getState().name());
    json.set("resources", resources(ResourceSet.of(task.getResourcesList())));
    if (task.getResourcesCount() > 0) {
      json.put("role", task.getResources(0).getAllocationInfo().getRole());
    }
    ArrayNode statuses = json.putArray("statuses");
    task.getStatusesList().forEach(status -> statuses.add(status(status)));
    if (task.hasUser()) {
      json.put("user", task.getUser());
    }
    if (task.hasLabels()) {
      json.set("labels", labels(task.getLabels().getLabelsList()));
    }
    if (task.hasDiscovery()) {
      json.set("discovery", message(task.getDiscovery()));
    }
    if (task.hasContainer()) {
      json.set("container", message(task.getContainer()));
    }
    if (task.hasHealthCheck()) {
      json.set("health_check", message(task.getHealthCheck()));
    }
    return json;
  }

  private static ObjectNode status(TaskStatus status) {
    ObjectNode json = object();
    json.put("state", status.getState().name());
    json.set("timestamp", number(status.getTimestamp()));
    if (status.hasLabels()) {
      json.set("labels", labels(status.getLabels().getLabelsList()));
    }
    if (status.hasContainerStatus()) {
      json.set("container_status", container(status.getContainerStatus()));
    }
    if (status.hasHealthy()) {
      json.put("healthy", status.getHealthy());
    }
    return json;
  }

  private static ObjectNode container(ContainerStatus status) {
    ObjectNode json = object();
    if (status.hasContainerId()) {
      json.set("container_id", message(status.getContainerId()));
    }
    if (status.getNetworkInfosCount() > 0) {
      ArrayNode networks = json.putArray("network_infos");
      status.getNetworkInfosList().forEach(network -> networks.add(network(network)));
    }
    return json;
  }

  private static ObjectNode network(NetworkInfo network) {
    ObjectNode json = object();
    if (network.hasLabels()) {
      json.set("labels", labels(network.getLabels().getLabelsList()));
    }
    if (network.getIpAddressesCount() > 0) {
      json.set("ip_addresses", messages(network.getIpAddressesList()));
    }
    if (network.hasName()) {
      json.put("name", network.getName());
    }
    return json;
  }

  public static ObjectNode executor(ExecutorInfo executor, String agentId) {
    ObjectNode json = object();
    json.put("executor_id", executor.getExecutorId().getValue());
    json.put("name", executor.getName());
    json.put("framework_id", executor.getFrameworkId().getValue());
    json.set("command", command(executor.getCommand()));
    json.set("resources", resources(ResourceSet.of(executor.getResourcesList())));
    if (executor.getResourcesCount() > 0) {
      json.put("role", executor.getResources(0).getAllocationInfo().getRole());
    }
    if (executor.hasLabels()) {
      json.set("labels", labels(executor.getLabels().getLabelsList()));
    }
    if (executor.hasType()) {
      json.put("type", executor.getType().name());
    }
    json.put("slave_id", agentId);
    return json;
  }

  private static ObjectNode command(CommandInfo command) {
    ObjectNode json = object();
    if (command.hasShell()) {
      json.put("shell", command.getShell());
    }
    if (command.hasValue()) {
      json.put("value", command.getValue());
    }
    ArrayNode arguments = json.putArray("argv");
    command.getArgumentsList().forEach(arguments::add);
    if (command.hasEnvironment()) {
      json.set("environment", message(command.getEnvironment()));
    }
    json.putArray("uris");
    return json;
  }

  public static ObjectNode offer(Offer offer, ResourceSet resources) {
    ObjectNode json = object();
    json.put("id", offer.getId().getValue());
    json.put("framework_id", offer.getFrameworkId().getValue());
    if (offer.hasAllocationInfo()) {
      json.set("allocation_info", message(offer.getAllocationInfo()));
    }
    json.put("slave_id", offer.getAgentId().getValue());
    json.set("resources", resources(resources));
    return json;
  }
}
