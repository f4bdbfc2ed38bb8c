package io.herald.catalog;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.proto.change.DiscoveryPort;
import io.herald.proto.change.StatusLabel;
import io.herald.proto.change.Task.Health;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Batches as a watcher gets them ({@code herald/change.proto}), there and back. Nothing is lost but
 * what is finer than a millisecond in {@code appliedAt}.
 */
public final class ChangeBatches {

  private ChangeBatches() {}

  public static io.herald.proto.change.ChangeBatch toProto(ChangeBatch batch) {
    io.herald.proto.change.ChangeBatch.Builder to =
        io.herald.proto.change.ChangeBatch.newBuilder()
            .setNumber(batch.number())
            .setAppliedAtMillis(batch.appliedAt().toEpochMilli())
            .setSnapshot(batch.snapshot())
            .setComplete(batch.complete());
    for (Change change : batch.changes()) {
      io.herald.proto.change.Change.Builder one = to.addChangesBuilder();
      change.before().map(ChangeBatches::toProto).ifPresent(one::setBefore);
      change.after().map(ChangeBatches::toProto).ifPresent(one::setAfter);
    }
    return to.build();
  }

  /**
   * Reads a batch.
   *
   * @throws IllegalArgumentException if it holds what no catalog says: a change of nothing, an
   *     entity of no known kind, a malformed pid or port
   */
  public static ChangeBatch fromProto(io.herald.proto.change.ChangeBatch batch) {
    return new ChangeBatch(
        batch.getNumber(),
        Instant.ofEpochMilli(batch.getAppliedAtMillis()),
        batch.getSnapshot(),
        batch.getComplete(),
        batch.getChangesList().stream().map(ChangeBatches::fromProto).toList());
  }

  private static Change fromProto(io.herald.proto.change.Change change) {
    if (change.hasBefore() && change.hasAfter()) {
      return new Change.Changed(fromProto(change.getBefore()), fromProto(change.getAfter()));
    } else if (change.hasAfter()) {
      return new Change.Added(fromProto(change.getAfter()));
    } else if (change.hasBefore()) {
      return new Change.Removed(fromProto(change.getBefore()));
    }
    throw new IllegalArgumentException("a change has neither a before nor an after");
  }

  /** One entity, as a batch or a saved picture holds it. */
  public static io.herald.proto.change.Entity toProto(Entity entity) {
    io.herald.proto.change.Entity.Builder to = io.herald.proto.change.Entity.newBuilder();
    // Entities are few and sealed; the chain is what a pattern switch would be on a newer Java.
    if (entity instanceof Task task) {
      to.setTask(toProto(task));
    } else if (entity instanceof Announcement announcement) {
      to.setAnnouncement(toProto(announcement));
    } else if (entity instanceof Agent agent) {
      to.setAgent(
          io.herald.proto.change.Agent.newBuilder()
              .setId(agent.id())
              .setHostname(agent.hostname())
              .setPid(agent.pid().toString())
              .setActive(agent.active()));
    } else if (entity instanceof Framework framework) {
      to.setFramework(
          io.herald.proto.change.Framework.newBuilder()
              .setId(framework.id())
              .setName(framework.name())
              .setHostname(framework.hostname())
              .setPid(framework.pid().map(Upid::toString).orElse(""))
              .setActive(framework.active()));
    } else if (entity instanceof Masters masters) {
      io.herald.proto.change.Masters.Builder of = to.getMastersBuilder();
      masters.leader().ifPresent(leader -> of.setLeader(toProto(leader)));
      masters.others().forEach(other -> of.addOthers(toProto(other)));
    }
    return to.build();
  }

  /**
   * Reads one entity.
   *
   * @throws IllegalArgumentException if it is of no known kind, or has a malformed pid or port
   */
  public static Entity fromProto(io.herald.proto.change.Entity entity) {
    return switch (entity.getKindCase()) {
      case TASK -> fromProto(entity.getTask());
      case ANNOUNCEMENT -> fromProto(entity.getAnnouncement());
      case AGENT -> {
        io.herald.proto.change.Agent agent = entity.getAgent();
        yield new Agent(
            agent.getId(), agent.getHostname(), Upid.parse(agent.getPid()), agent.getActive());
      }
      case FRAMEWORK -> {
        io.herald.proto.change.Framework framework = entity.getFramework();
        yield new Framework(
            framework.getId(),
            framework.getName(),
            framework.getHostname(),
            framework.getPid().isEmpty()
                ? Optional.empty()
                : Optional.of(Upid.parse(framework.getPid())),
            framework.getActive());
      }
      case MASTERS -> {
        io.herald.proto.change.Masters masters = entity.getMasters();
        yield new Masters(
            masters.hasLeader() ? Optional.of(fromProto(masters.getLeader())) : Optional.empty(),
            masters.getOthersList().stream().map(ChangeBatches::fromProto).toList());
      }
      case KIND_NOT_SET ->
          throw new IllegalArgumentException("an entity is of no kind that this version knows");
    };
  }

  private static io.herald.proto.change.Task toProto(Task task) {
    io.herald.proto.change.Task.Builder to =
        io.herald.proto.change.Task.newBuilder()
            .setFrameworkId(task.frameworkId())
            .setId(task.id())
            .setName(task.name())
            .setAgentId(task.agentId())
            .setState(task.state())
            .putAllLabels(task.labels())
            .setRecovering(task.recovering());
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

  private static Task fromProto(io.herald.proto.change.Task task) {
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
        task.getRecovering());
  }

  private static RunningStatus runningStatus(io.herald.proto.change.Task task) {
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

  private static io.herald.proto.change.Network toProto(Network network) {
    io.herald.proto.change.Network.Builder to = io.herald.proto.change.Network.newBuilder();
    to.setMode(
        switch (network.mode()) {
          case UNSPECIFIED -> io.herald.proto.change.Network.Mode.UNSPECIFIED;
          case HOST -> io.herald.proto.change.Network.Mode.HOST;
          case MAPPED -> io.herald.proto.change.Network.Mode.MAPPED;
          case OWN -> io.herald.proto.change.Network.Mode.OWN;
        });
    for (Network.Mapping mapping : network.mappings()) {
      to.addMappingsBuilder()
          .setHostPort(mapping.hostPort())
          .setContainerPort(mapping.containerPort())
          .setProtocol(mapping.protocol());
    }
    return to.build();
  }

  private static Network fromProto(io.herald.proto.change.Network network) {
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

  private static io.herald.proto.change.Discovery toProto(Discovery discovery) {
    io.herald.proto.change.Discovery.Builder to =
        io.herald.proto.change.Discovery.newBuilder()
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

  private static Discovery fromProto(io.herald.proto.change.Discovery discovery) {
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

  private static io.herald.proto.change.Announcement toProto(Announcement announcement) {
    io.herald.proto.change.Announcement.Builder to =
        io.herald.proto.change.Announcement.newBuilder()
            .setPath(announcement.path())
            .setMember(announcement.member())
            .setServiceEndpoint(toProto(announcement.serviceEndpoint()))
            .setStatus(announcement.status())
            .putAllMetadata(announcement.metadata());
    announcement
        .additionalEndpoints()
        .forEach((name, endpoint) -> to.putAdditionalEndpoints(name, toProto(endpoint)));
    announcement.shard().ifPresent(to::setShard);
    return to.build();
  }

  private static Announcement fromProto(io.herald.proto.change.Announcement announcement) {
    Map<String, AnnouncedEndpoint> additional =
        announcement.getAdditionalEndpointsMap().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> fromProto(entry.getValue())));
    return new Announcement(
        announcement.getPath(),
        announcement.getMember(),
        fromProto(announcement.getServiceEndpoint()),
        additional,
        announcement.hasShard() ? OptionalInt.of(announcement.getShard()) : OptionalInt.empty(),
        announcement.getStatus(),
        announcement.getMetadataMap());
  }

  private static io.herald.proto.change.Endpoint toProto(AnnouncedEndpoint endpoint) {
    return io.herald.proto.change.Endpoint.newBuilder()
        .setHost(endpoint.host())
        .setPort(endpoint.port())
        .build();
  }

  private static AnnouncedEndpoint fromProto(io.herald.proto.change.Endpoint endpoint) {
    return new AnnouncedEndpoint(endpoint.getHost(), endpoint.getPort());
  }
}
