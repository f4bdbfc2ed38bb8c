package io.herald.catalog.saved;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Entities as a saved snapshot holds them ({@code herald/snapshot.proto}), there and back; nothing
 * of them is lost. Stateless.
 */
final class EntityCodec {

  private EntityCodec() {}

  /** The message of one entity. */
  static io.herald.proto.snapshot.Entity toProto(Entity entity) {
    io.herald.proto.snapshot.Entity.Builder to = io.herald.proto.snapshot.Entity.newBuilder();
    // Entities are few and sealed; the chain is what a pattern switch would be on a newer Java.
    if (entity instanceof Task task) {
      to.setTask(TaskCodec.toProto(task));
    } else if (entity instanceof Announcement announcement) {
      to.setAnnouncement(toProto(announcement));
    } else if (entity instanceof Agent agent) {
      to.setAgent(
          io.herald.proto.snapshot.Agent.newBuilder()
              .setId(agent.id())
              .setHostname(agent.hostname())
              .setPid(agent.pid().toString())
              .setActive(agent.active()));
    } else if (entity instanceof Framework framework) {
      to.setFramework(
          io.herald.proto.snapshot.Framework.newBuilder()
              .setId(framework.id())
              .setName(framework.name())
              .setHostname(framework.hostname())
              .setPid(framework.pid().map(Upid::toString).orElse(""))
              .setActive(framework.active()));
    } else if (entity instanceof Masters masters) {
      io.herald.proto.snapshot.Masters.Builder of = to.getMastersBuilder();
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
  static Entity fromProto(io.herald.proto.snapshot.Entity entity) {
    return switch (entity.getKindCase()) {
      case TASK -> TaskCodec.fromProto(entity.getTask());
      case ANNOUNCEMENT -> fromProto(entity.getAnnouncement());
      case AGENT -> {
        io.herald.proto.snapshot.Agent agent = entity.getAgent();
        yield new Agent(
            agent.getId(), agent.getHostname(), Upid.parse(agent.getPid()), agent.getActive());
      }
      case FRAMEWORK -> {
        io.herald.proto.snapshot.Framework framework = entity.getFramework();
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
        io.herald.proto.snapshot.Masters masters = entity.getMasters();
        yield new Masters(
            masters.hasLeader() ? Optional.of(fromProto(masters.getLeader())) : Optional.empty(),
            masters.getOthersList().stream().map(EntityCodec::fromProto).toList());
      }
      case KIND_NOT_SET ->
          throw new IllegalArgumentException("an entity is of no kind that this version knows");
    };
  }

  private static io.herald.proto.snapshot.Announcement toProto(Announcement announcement) {
    io.herald.proto.snapshot.Announcement.Builder to =
        io.herald.proto.snapshot.Announcement.newBuilder()
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

  private static Announcement fromProto(io.herald.proto.snapshot.Announcement announcement) {
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

  private static io.herald.proto.snapshot.Endpoint toProto(AnnouncedEndpoint endpoint) {
    return io.herald.proto.snapshot.Endpoint.newBuilder()
        .setHost(endpoint.host())
        .setPort(endpoint.port())
        .build();
  }

  private static AnnouncedEndpoint fromProto(io.herald.proto.snapshot.Endpoint endpoint) {
    return new AnnouncedEndpoint(endpoint.getHost(), endpoint.getPort());
  }
}
