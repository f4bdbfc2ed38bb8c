package io.herald.services.instance;

import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A living member of a ServerSet.
 *
 * @param addresses by host as the endpoints write it; empty until the host is resolved
 * @param task that the announcement belongs to; empty if none, or more than one, could be meant
 * @param environment of that task, else the one that the path of an Aurora job names; empty if
 *     there is none
 * @param published false if its task fails its health check while other members are healthy
 */
public record AnnouncedMember(
    Announcement announcement,
    Map<String, List<InetAddress>> addresses,
    Optional<Task.Id> task,
    String environment,
    boolean published)
    implements Located {

  public AnnouncedMember {
    addresses = Map.copyOf(addresses);
  }

  @Override
  public Entity entity() {
    return announcement;
  }
}
