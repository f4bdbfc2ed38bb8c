package io.herald.catalog.saved;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.proto.snapshot.DiscoveryPort;
import io.herald.proto.snapshot.StatusLabel;
import io.herald.proto.snapshot.Task.Health;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Tasks as a saved snapshot holds them, as {@link EntityCodec} does all entities. Stateless. */
final class TaskCodec {

  private TaskCodec() {}

  /** The message of one task. */
  static io.herald.proto.snapshot.Task toProto(Task task) {
    io.herald.proto.snapshot.Task.Builder to =
        io.herald.proto.snapshot.Task.newBuilder()
            .setFrameworkId(task.frameworkId())
            .setId(task.id())
            .setName(task.name())
            .setAgentId(task.agentId())
            .setState(task.state())
            .putAllLabels(task.labels())
            .setRecovering(task.recovering())
            .setHealthChecked(task.healthChecked());
    to.setNetwork(toProto(task.network()));
    for (PortRange range : task.ports()) {
      to.addPortsBuilder().setBegin(range.begin()).setEnd(range.end());
    }
    task.discovery().ifPresent(discovery -> to.setDiscovery(toProto(discovery)));
    task.running()
        .ifPresent(
            running -> {
              to.setRunningKnown(true)
                  .setStatusNetwork(toProto(running.network()))
                  .setHealth(
                      running
                          .healthy()
                          .map(healthy -> healthy ? Health.HEALTHY : Health.UNHEALTHY)
                          .orElse(Health.UNKNOWN))
                  .addAllContainerAddresses(running.addresses());
              running
                  .labels()
                  .forEach(
                      (key, values) ->
                          values.forEach(
                              value -> to.addStatusLabelsBuilder().setKey(key).setValue(value)));
            });
    return to.build();
  }

  /**
   * Reads one task.
   *
   * @throws IllegalArgumentException if it has a malformed port
   */
  static Task fromProto(io.herald.proto.snapshot.Task task) {
    return new Task(
        task.getFrameworkId(),
        task.getId(),
        task.getName(),
        task.getAgentId(),
        task.getState(),
        task.getRunningKnown() ? Optional.of(runningStatus(task)) : Optional.empty(),
        task.getPortsList().stream()
            .map(range -> new PortRange(range.getBegin(), range.getEnd()))
            .toList(),
        task.hasDiscovery() ? Optional.of(fromProto(task.getDiscovery())) : Optional.empty(),
        task.getLabelsMap(),
        fromProto(task.getNetwork()),
        task.getRecovering(),
        task.getHealthChecked());
  }

  private static RunningStatus runningStatus(io.herald.proto.snapshot.Task task) {
    Map<String, List<String>> labels = new LinkedHashMap<>();
    for (StatusLabel label : task.getStatusLabelsList()) {
      labels.computeIfAbsent(label.getKey(), key -> new ArrayList<>(1)).add(label.getValue());
    }
    labels.replaceAll((key, values) -> List.copyOf(values));
    return new RunningStatus(
        switch (task.getHealth()) {
          case HEALTHY -> Optional.of(true);
          case UNHEALTHY -> Optional.of(false);
          case UNKNOWN, UNRECOGNIZED -> Optional.empty();
        },
        task.getContainerAddressesList(),
        labels,
        fromProto(task.getStatusNetwork()));
  }

  private static io.herald.proto.snapshot.Network toProto(Network network) {
    io.herald.proto.snapshot.Network.Builder to = io.herald.proto.snapshot.Network.newBuilder();
    to.setMode(
        switch (network.mode()) {
          case UNSPECIFIED -> io.herald.proto.snapshot.Network.Mode.UNSPECIFIED;
          case HOST -> io.herald.proto.snapshot.Network.Mode.HOST;
          case MAPPED -> io.herald.proto.snapshot.Network.Mode.MAPPED;
          case OWN -> io.herald.proto.snapshot.Network.Mode.OWN;
        });
    for (Network.Mapping mapping : network.mappings()) {
      to.addMappingsBuilder()
          .setHostPort(mapping.hostPort())
          .setContainerPort(mapping.containerPort())
          .setProtocol(mapping.protocol());
    }
    return to.build();
  }

  private static Network fromProto(io.herald.proto.snapshot.Network network) {
    return new Network(
        switch (network.getMode()) {
          case UNSPECIFIED, UNRECOGNIZED -> Network.Mode.UNSPECIFIED;
          case HOST -> Network.Mode.HOST;
          case MAPPED -> Network.Mode.MAPPED;
          case OWN -> Network.Mode.OWN;
        },
        network.getMappingsList().stream()
            .map(m -> new Network.Mapping(m.getHostPort(), m.getContainerPort(), m.getProtocol()))
            .toList());
  }

  private static io.herald.proto.snapshot.Discovery toProto(Discovery discovery) {
    io.herald.proto.snapshot.Discovery.Builder to =
        io.herald.proto.snapshot.Discovery.newBuilder()
            .setName(discovery.name())
            .setEnvironment(discovery.environment())
            .setLocation(discovery.location())
            .setVersion(discovery.version())
            .setVisibility(discovery.visibility())
            .putAllLabels(discovery.labels());
    for (Discovery.Port port : discovery.ports()) {
      to.addPortsBuilder()
          .setNumber(port.number())
          .setName(port.name())
          .setProtocol(port.protocol())
          .putAllLabels(port.labels());
    }
    return to.build();
  }

  private static Discovery fromProto(io.herald.proto.snapshot.Discovery discovery) {
    Function<DiscoveryPort, Discovery.Port> port =
        p -> new Discovery.Port(p.getNumber(), p.getName(), p.getProtocol(), p.getLabelsMap());
    return new Discovery(
        discovery.getName(),
        discovery.getEnvironment(),
        discovery.getLocation(),
        discovery.getVersion(),
        discovery.getVisibility(),
        discovery.getPortsList().stream().map(port).toList(),
        discovery.getLabelsMap());
  }
}
