package io.herald.balancer.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The apps of a blue/green deployment made into one: the labels of the new app, the servers of all.
 * As many servers of the older ones are replaced as the new one has that serve, and never so many
 * that fewer are left than both are to have together.
 *
 * <p>The new app is the one that was started last. Where both are to go on beside each other, it is
 * the one that a task was started of last: so it can be either that grows in the end.
 */
final class BlueGreen {

  private static final Comparator<WebApp> BY_START =
      Comparator.comparing(
              (WebApp app) -> app.deployment().flatMap(Deployment::startedAt).orElse(Instant.MIN))
          .thenComparing(app -> app.service().toString());

  /** Those first that get no connections anyway, then in an order that stays. */
  private static final Comparator<WebServer> LEAST_MISSED =
      Comparator.comparing((WebServer server) -> !server.drained())
          .thenComparing(WebServer::instance);

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");

  private BlueGreen() {}

  /** Every app once, those of a deployment under their group's id; by id. */
  static List<WebApp> merge(Collection<WebApp> apps) {
    Map<String, List<WebApp>> groups = new TreeMap<>();
    List<WebApp> merged = new ArrayList<>();
    for (WebApp app : apps) {
      if (app.deployment().isEmpty()) {
        merged.add(app);
      } else {
        groups
            .computeIfAbsent(app.deployment().get().group(), unused -> new ArrayList<>())
            .add(app);
      }
    }
    groups.forEach((id, members) -> merged.add(merge(id, members)));
    merged.sort(Comparator.comparing(WebApp::id).thenComparing(app -> app.service().toString()));
    return merged;
  }

  private static WebApp merge(String id, List<WebApp> members) {
    List<WebApp> sorted = new ArrayList<>(members.stream().sorted(BY_START).toList());
    if (sorted.get(sorted.size() - 1).deployment().orElseThrow().mixed() > 0) {
      sorted.sort(Comparator.comparingLong(BlueGreen::lastStart)); // stable
    }
    WebApp latest = sorted.get(sorted.size() - 1);
    List<WebApp> older = sorted.subList(0, sorted.size() - 1);
    List<WebPort> ports = new ArrayList<>();
    for (WebPort port : latest.ports()) {
      List<WebServer> old =
          older.stream()
              .flatMap(app -> app.ports().stream())
              .filter(other -> other.index() == port.index())
              .flatMap(other -> other.servers().stream())
              .sorted(LEAST_MISSED)
              .toList();
      ports.add(port.withServers(join(port.servers(), old, target(latest, port))));
    }
    return new WebApp(latest.service(), id, latest.deployment(), ports, latest.problems());
  }

  /**
   * When the youngest of its tasks was started, by a clock of its own; 0: it can't be told.
   * Marathon's tasks have it in their ids, which are UUIDs of the time (RFC 4122, version 1).
   */
  private static long lastStart(WebApp app) {
    return app.ports().stream()
        .flatMap(port -> port.servers().stream())
        .map(server -> UUID.matcher(server.instance()))
        .filter(Matcher::find)
        .mapToLong(found -> java.util.UUID.fromString(found.group()).timestamp())
        .max()
        .orElse(0);
  }

  private static int target(WebApp latest, WebPort port) {
    return latest.deployment().orElseThrow().target().orElse(port.servers().size());
  }

  private static List<WebServer> join(List<WebServer> fresh, List<WebServer> old, int target) {
    int healthy = (int) fresh.stream().filter(server -> !server.drained()).count();
    int replaced = Math.min(healthy, Math.max(0, healthy + old.size() - target));
    List<WebServer> all = new ArrayList<>(fresh);
    for (int i = 0; i < old.size(); i++) {
      all.add(i < replaced ? old.get(i).withReplaced() : old.get(i));
    }
    all.sort(WebServer.ORDER);
    return all;
  }
}
