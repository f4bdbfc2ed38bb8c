package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.minimesos.ScriptedCluster;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;

/**
 * A cluster as a master's {@code /state} tells it, written here from the messages alone, so that it
 * shares nothing with the documents that mini-mesos makes.
 */
final class StateDocument {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StateDocument() {}

  /**
   * @param master host:port of who leads
   * @param agents the ones that are listed; a task of another one is unreachable
   */
  static byte[] of(
      String master,
      List<ScriptedCluster.Framework> frameworks,
      List<ScriptedCluster.Agent> agents,
      List<Task> tasks) {
    ObjectNode state = NODES.objectNode();
    state.put("version", "1.11.0");
    state.put("id", "polled");
    state.put("pid", "master@" + master);
    state.put("leader", "master@" + master);
    ArrayNode slaves = state.putArray("slaves");
    List<String> listed = new ArrayList<>();
    for (ScriptedCluster.Agent agent : agents) {
      listed.add(agent.info().getId().getValue());
      ObjectNode slave = slaves.addObject();
      slave.put("id", agent.info().getId().getValue());
      slave.put("hostname", agent.info().getHostname());
      slave.put("pid", agent.pid());
      slave.put("active", true);
    }
    ArrayNode list = state.putArray("frameworks");
    for (ScriptedCluster.Framework framework : frameworks) {
      ObjectNode json = list.addObject();
      json.put("id", framework.info().getId().getValue());
      json.put("name", framework.info().getName());
      framework.pid().ifPresent(pid -> json.put("pid", pid));
      json.put("hostname", framework.info().getHostname());
      json.put("active", framework.pid().isPresent());
      ArrayNode reachable = json.putArray("tasks");
      ArrayNode unreachable = json.putArray("unreachable_tasks");
      for (Task task : tasks) {
        if (task.getFrameworkId().equals(framework.info().getId())) {
          boolean there = listed.contains(task.getAgentId().getValue());
          ObjectNode one = task(task);
          if (!there) {
            one.put("state", TaskState.TASK_UNREACHABLE.name());
          }
          (there ? reachable : unreachable).add(one);
        }
      }
      json.putArray("completed_tasks");
    }
    for (String empty :
        List.of("completed_frameworks", "orphan_tasks", "unregistered_frameworks")) {
      state.putArray(empty);
    }
    return state.toString().getBytes(UTF_8);
  }

  private static ObjectNode task(Task task) {
    ObjectNode json = NODES.objectNode();
    json.put("id", task.getTaskId().getValue());
    json.put("name", task.getName());
    json.put("framework_id", task.getFrameworkId().getValue());
    json.put("executor_id", "");
    json.put("slave_id", task.getAgentId().getValue());
    json.put("state", task.getState().name());
    ObjectNode resources = json.putObject("resources").put("cpus", 0.5).put("mem", 512.0);
    List<String> ranges = new ArrayList<>();
    for (Resource resource : task.getResourcesList()) {
      for (Value.Range range : resource.getRanges().getRangeList()) {
        ranges.add(range.getBegin() + "-" + range.getEnd());
      }
    }
    if (!ranges.isEmpty()) {
      resources.put("ports", "[" + String.join(", ", ranges) + "]");
    }
    ArrayNode statuses = json.putArray("statuses");
    task.getStatusesList().forEach(status -> statuses.add(status(status)));
    json.set("labels", labels(task.getLabels()));
    if (task.hasDiscovery()) {
      json.set("discovery", discovery(task.getDiscovery()));
    }
    if (task.hasContainer()) {
      json.set("container", container(task.getContainer()));
    }
    return json;
  }

  private static ObjectNode status(TaskStatus status) {
    ObjectNode json = NODES.objectNode();
    json.put("state", status.getState().name());
    json.put("timestamp", status.getTimestamp());
    if (status.hasHealthy()) {
      json.put("healthy", status.getHealthy());
    }
    if (status.hasLabels()) {
      json.set("labels", labels(status.getLabels()));
    }
    if (status.hasContainerStatus()) {
      ArrayNode networks = json.putObject("container_status").putArray("network_infos");
      for (NetworkInfo network : status.getContainerStatus().getNetworkInfosList()) {
        ObjectNode one = networks.addObject();
        ArrayNode addresses = one.putArray("ip_addresses");
        network
            .getIpAddressesList()
            .forEach(address -> addresses.addObject().put("ip_address", address.getIpAddress()));
        if (network.hasName()) {
          one.put("name", network.getName());
        }
      }
    }
    return json;
  }

  private static ObjectNode discovery(DiscoveryInfo discovery) {
    ObjectNode json = NODES.objectNode();
    json.put("visibility", discovery.getVisibility().name());
    if (discovery.hasName()) {
      json.put("name", discovery.getName());
    }
    ArrayNode ports = json.putObject("ports").putArray("ports");
    discovery
        .getPorts()
        .getPortsList()
        .forEach(
            port -> {
              ObjectNode one = ports.addObject();
              one.put("number", Integer.toUnsignedLong(port.getNumber()));
              one.put("name", port.getName());
              if (port.hasProtocol()) {
                one.put("protocol", port.getProtocol());
              }
              if (port.hasLabels()) {
                one.putObject("labels").set("labels", labels(port.getLabels()));
              }
            });
    if (discovery.hasLabels()) {
      json.putObject("labels").set("labels", labels(discovery.getLabels()));
    }
    return json;
  }

  private static ObjectNode container(ContainerInfo container) {
    ObjectNode json = NODES.objectNode();
    json.put("type", container.getType().name());
    if (container.hasDocker()) {
      ObjectNode docker = json.putObject("docker");
      docker.put("image", container.getDocker().getImage());
      docker.put("network", container.getDocker().getNetwork().name());
      ArrayNode mappings = docker.putArray("port_mappings");
      container
          .getDocker()
          .getPortMappingsList()
          .forEach(
              mapping ->
                  mappings
                      .addObject()
                      .put("host_port", mapping.getHostPort())
                      .put("container_port", mapping.getContainerPort())
                      .put("protocol", mapping.getProtocol()));
    }
    ArrayNode networks = json.putArray("network_infos");
    container
        .getNetworkInfosList()
        .forEach(network -> networks.addObject().put("name", network.getName()));
    return json;
  }

  private static ArrayNode labels(Labels labels) {
    ArrayNode list = NODES.arrayNode();
    labels
        .getLabelsList()
        .forEach(l -> list.addObject().put("key", l.getKey()).put("value", l.getValue()));
    return list;
  }
}
