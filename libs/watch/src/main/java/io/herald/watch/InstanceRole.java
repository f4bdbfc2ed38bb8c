package io.herald.watch;

import io.herald.catalog.model.Discovery;
import io.herald.services.instance.AnnouncedPort;
import io.herald.services.instance.Instance;
import java.util.List;
import java.util.Optional;

/**
 * The role of the Aurora job that an instance belongs to. Aurora names its tasks {@code
 * role/environment/job}; another framework's task has the role of the ServerSet {@code
 * …/role/environment/job} that it is announced in.
 */
public final class InstanceRole {

  /** Parts of a member's path from its role on: role, environment, job, member. */
  private static final int PARTS_FROM_ROLE = 4;

  private InstanceRole() {}

  /** Empty if it belongs to no such job. */
  public static Optional<String> of(Instance instance) {
    List<String> parts = List.of(instance.task().name().split("/", -1));
    if (parts.size() == PARTS_FROM_ROLE - 1 && !parts.contains("")) {
      return Optional.of(parts.get(0));
    }
    return instance.task().discovery().stream()
        .flatMap(discovery -> discovery.ports().stream())
        .filter(AnnouncedPort::is)
        .findFirst()
        .flatMap(InstanceRole::ofPath);
  }

  private static Optional<String> ofPath(Discovery.Port announced) {
    String path = announced.labels().getOrDefault(AnnouncedPort.ORIGIN, "");
    List<String> parts = List.of(path.split("/", -1));
    int role = parts.size() - PARTS_FROM_ROLE;
    return role > 0 && !parts.get(role).isEmpty() ? Optional.of(parts.get(role)) : Optional.empty();
  }
}
