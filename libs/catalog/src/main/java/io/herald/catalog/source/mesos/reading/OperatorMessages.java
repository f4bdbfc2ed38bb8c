package io.herald.catalog.source.mesos.reading;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import io.herald.mesos.client.Garbled;
import io.herald.mesos.client.OperatorEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Response;

/**
 * Turns the operator API's messages into the catalog's nouns. What one entity has wrong leaves out
 * that entity alone, counted. Stateless but for the counts; any thread may call.
 */
public final class OperatorMessages {

  private final Interner interner;
  private final MesosSkippedItems skippedItems;

  public OperatorMessages(Interner interner, MesosSkippedItems skippedItems) {
    this.interner = interner;
    this.skippedItems = skippedItems;
  }

  /** Counts what could not be read of an event. */
  public void garbled(OperatorEvent event) {
    for (Garbled garbled : event.garbled()) {
      skippedItems.skip(garbled.kind(), garbled.id(), garbled.why());
    }
  }

  List<Agent> agents(Response.GetAgents agents) {
    List<Agent> readable = new ArrayList<>();
    agents.getAgentsList().forEach(a -> agent(a).ifPresent(readable::add));
    return readable;
  }

  Set<String> recoveredAgents(Response.GetAgents agents) {
    Set<String> ids = new HashSet<>();
    agents.getRecoveredAgentsList().forEach(info -> ids.add(text(info.getId().getValue())));
    return ids;
  }

  public Optional<Agent> agent(Response.GetAgents.Agent agent) {
    Protos.AgentInfo info = agent.getAgentInfo();
    String id = info.getId().getValue();
    if (id.isEmpty() || agent.getPid().isEmpty()) {
      skippedItems.skip("agent", id, (id.isEmpty() ? "its id" : "its pid") + " is missing");
      return Optional.empty();
    }
    try {
      Upid pid = Upid.parse(agent.getPid());
      return Optional.of(new Agent(text(id), info.getHostname(), pid, agent.getActive()));
    } catch (IllegalArgumentException e) {
      skippedItems.skip("agent", id, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The framework without its pid, which the operator API does not report. */
  public Framework framework(Response.GetFrameworks.Framework framework) {
    Protos.FrameworkInfo info = framework.getFrameworkInfo();
    return new Framework(
        text(info.getId().getValue()),
        text(info.getName()),
        text(info.getHostname()),
        Optional.empty(),
        framework.getActive());
  }

  public Optional<Task> task(Protos.Task task) {
    String id = task.getTaskId().getValue();
    String missing =
        id.isEmpty()
            ? "task_id"
            : task.getFrameworkId().getValue().isEmpty()
                ? "framework_id"
                : task.getAgentId().getValue().isEmpty()
                    ? "agent_id"
                    : task.hasState() ? "" : "state, or one this version knows,";
    if (!missing.isEmpty()) {
      skippedItems.skip("task", id, "its " + missing + " is missing");
      return Optional.empty();
    }
    return Optional.of(
        new Task(
            text(task.getFrameworkId().getValue()),
            id,
            text(task.getName()),
            text(task.getAgentId().getValue()),
            text(task.getState().name()),
            running(task.getStatusesList()),
            ports(id, task.getResourcesList()),
            task.hasDiscovery() ? Optional.of(discovery(task.getDiscovery())) : Optional.empty(),
            labels(task.getLabels()),
            task.hasContainer() ? network(id, task.getContainer()) : Network.UNSPECIFIED,
            false,
            task.hasHealthCheck()));
  }

  /** What the status says of a running task, if it is a TASK_RUNNING one. */
  public Optional<StatusReport> report(Protos.TaskStatus status) {
    if (status.getState() != Protos.TaskState.TASK_RUNNING) {
      return Optional.empty();
    }
    List<String> addresses = new ArrayList<>();
    NetworkReading reading = new NetworkReading();
    for (Protos.NetworkInfo network : status.getContainerStatus().getNetworkInfosList()) {
      reading.joins(network.getName(), false);
      mappings(network, reading);
      network.getIpAddressesList().stream()
          .map(Protos.NetworkInfo.IPAddress::getIpAddress)
          .filter(address -> !address.isEmpty())
          .forEach(address -> addresses.add(text(address)));
    }
    Map<String, List<String>> labels = new HashMap<>();
    for (Protos.Label label : status.getLabels().getLabelsList()) {
      labels.computeIfAbsent(text(label.getKey()), key -> new ArrayList<>(1)).add(label.getValue());
    }
    labels.replaceAll((key, values) -> List.copyOf(values));
    return Optional.of(
        new StatusReport(
            status.getTimestamp(),
            status.hasHealthy() ? Optional.of(status.getHealthy()) : Optional.empty(),
            status.hasContainerStatus(),
            addresses,
            labels,
            interner.intern(reading.conclusion(skippedItems, status.getTaskId().getValue()))));
  }

  private Optional<RunningStatus> running(List<Protos.TaskStatus> statuses) {
    return StatusReport.newest(
            statuses.stream().map(this::report).flatMap(Optional::stream).toList())
        .map(interner::intern);
  }

  private Network network(String taskId, Protos.ContainerInfo container) {
    NetworkReading reading = new NetworkReading();
    if (container.hasDocker()) {
      reading.docker(container.getDocker().getNetwork().name());
      container
          .getDocker()
          .getPortMappingsList()
          .forEach(
              m ->
                  reading.maps(
                      Integer.toUnsignedLong(m.getHostPort()),
                      Integer.toUnsignedLong(m.getContainerPort()),
                      text(m.getProtocol())));
    }
    for (Protos.NetworkInfo network : container.getNetworkInfosList()) {
      reading.joins(network.getName(), network.getIpAddressesCount() > 0);
      mappings(network, reading);
    }
    return interner.intern(reading.conclusion(skippedItems, taskId));
  }

  private void mappings(Protos.NetworkInfo network, NetworkReading reading) {
    for (Protos.NetworkInfo.PortMapping m : network.getPortMappingsList()) {
      reading.maps(
          Integer.toUnsignedLong(m.getHostPort()),
          Integer.toUnsignedLong(m.getContainerPort()),
          text(m.getProtocol()));
    }
  }

  private List<PortRange> ports(String taskId, List<Protos.Resource> resources) {
    List<PortRange> ranges = new ArrayList<>();
    for (Protos.Resource resource : resources) {
      if (!resource.getName().equals("ports")) {
        continue;
      }
      for (Protos.Value.Range range : resource.getRanges().getRangeList()) {
        if (range.getBegin() >= 0 && range.getBegin() <= range.getEnd() && range.getEnd() < 65536) {
          ranges.add(new PortRange((int) range.getBegin(), (int) range.getEnd()));
        } else {
          String text =
              Long.toUnsignedString(range.getBegin()) + "-" + Long.toUnsignedString(range.getEnd());
          skippedItems.skip("ports", taskId, "port range " + text + " is not within 0-65535");
        }
      }
    }
    return PortRanges.merged(ranges);
  }

  private Discovery discovery(Protos.DiscoveryInfo info) {
    Function<Protos.Port, Discovery.Port> port =
        p ->
            new Discovery.Port(
                Integer.toUnsignedLong(p.getNumber()),
                text(p.getName()),
                text(p.getProtocol()),
                labels(p.getLabels()));
    return new Discovery(
        text(info.getName()),
        text(info.getEnvironment()),
        text(info.getLocation()),
        text(info.getVersion()),
        text(info.getVisibility().name()),
        info.getPorts().getPortsList().stream().map(port).toList(),
        labels(info.getLabels()));
  }

  /** A label without a value is an empty one; of a repeated key the last counts. */
  private Map<String, String> labels(Protos.Labels labels) {
    if (labels.getLabelsCount() == 0) {
      return Map.of();
    }
    Map<String, String> map = new HashMap<>();
    labels.getLabelsList().forEach(label -> map.put(text(label.getKey()), text(label.getValue())));
    return interner.intern(Map.copyOf(map));
  }

  private String text(String text) {
    return interner.intern(text);
  }
}
