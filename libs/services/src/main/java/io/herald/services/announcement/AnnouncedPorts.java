package io.herald.services.announcement;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.services.announcement.TaskMatcher.Candidate;
import io.herald.services.announcement.TaskMatcher.Claim;
import io.herald.services.instance.AnnouncedPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A task's DiscoveryInfo with the ports that were announced for the task. A port that DiscoveryInfo
 * has already stays as it is; an endpoint on a host that is not the task's is left out. A pure
 * function.
 */
final class AnnouncedPorts {

  private static final Discovery NONE = new Discovery("", "", "", "", "", List.of(), Map.of());

  private final UnaryOperator<String> portNames;

  /**
   * By a rule for names.
   *
   * @param portNames two ports are the same if this makes one name of theirs
   */
  AnnouncedPorts(UnaryOperator<String> portNames) {
    this.portNames = portNames;
  }

  /**
   * The task with the ports of announcements; empty if they add none.
   *
   * @param members the announcements that belong to it, in any order
   */
  Optional<Task> added(Candidate candidate, List<Claim> members) {
    Task task = candidate.task();
    Set<String> known = new HashSet<>();
    task.discovery()
        .ifPresent(d -> d.ports().forEach(port -> known.add(portNames.apply(port.name()))));
    Map<String, Discovery.Port> more = new TreeMap<>();
    members.stream()
        .sorted(Comparator.comparing(AnnouncedPorts::node))
        .forEach(claim -> collect(claim, candidate.hosts(), known, more));
    if (more.isEmpty()) {
      return Optional.empty();
    }
    Discovery had = task.discovery().orElse(NONE);
    List<Discovery.Port> ports = new ArrayList<>(had.ports());
    ports.addAll(more.values());
    return Optional.of(
        task.withDiscovery(
            new Discovery(
                had.name(),
                had.environment(),
                had.location(),
                had.version(),
                had.visibility(),
                ports,
                had.labels())));
  }

  private void collect(
      Claim claim, Set<String> at, Set<String> known, Map<String, Discovery.Port> more) {
    for (Map.Entry<String, AnnouncedEndpoint> named :
        claim.announcement().additionalEndpoints().entrySet()) {
      AnnouncedEndpoint endpoint = named.getValue();
      if (!known.contains(portNames.apply(named.getKey()))
          && endpoint.port() != 0
          && claim.isOn(at, endpoint)) {
        more.putIfAbsent(
            named.getKey() + " " + endpoint.port(), port(claim, named.getKey(), endpoint));
      }
    }
  }

  private static Discovery.Port port(Claim claim, String name, AnnouncedEndpoint endpoint) {
    return endpoint.equals(claim.announcement().serviceEndpoint())
        ? AnnouncedPort.primary(endpoint.port(), name, node(claim))
        : AnnouncedPort.of(endpoint.port(), name, node(claim));
  }

  private static String node(Claim claim) {
    Announcement announcement = claim.announcement();
    return announcement.path() + "/" + announcement.member();
  }
}
