package io.herald.balancer.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The apps of a blue/green deployment made into one: the labels of the app that was started last,
 * the servers of all. As many servers of the older ones are drained as the new one has taken over,
 * and never so many that fewer are left than the new app is to have.
 */
final class BlueGreen {

  private static final Comparator<WebApp> BY_START =
      Comparator.comparing(
              (WebApp app) -> app.deployment().flatMap(Deployment::startedAt).orElse(Instant.MIN))
          .thenComparing(app -> app.service().toString());

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
    List<WebApp> sorted = members.stream().sorted(BY_START).toList();
    WebApp latest = sorted.get(sorted.size() - 1);
    List<WebApp> older = sorted.subList(0, sorted.size() - 1);
    List<WebPort> ports = new ArrayList<>();
    for (WebPort port : latest.ports()) {
      List<WebServer> old =
          older.stream()
              .flatMap(app -> app.ports().stream())
              .filter(other -> other.index() == port.index())
              .flatMap(other -> other.servers().stream())
              .sorted(Comparator.comparing(WebServer::instance))
              .toList();
      ports.add(port.withServers(join(port.servers(), old, target(latest, port))));
    }
    return new WebApp(latest.service(), id, latest.deployment(), ports, latest.problems());
  }

  private static int target(WebApp latest, WebPort port) {
    return latest.deployment().orElseThrow().target().orElse(port.servers().size());
  }

  private static List<WebServer> join(List<WebServer> fresh, List<WebServer> old, int target) {
    int healthy = (int) fresh.stream().filter(server -> !server.drained()).count();
    int drained = Math.min(healthy, Math.max(0, healthy + old.size() - target));
    List<WebServer> all = new ArrayList<>(fresh);
    for (int i = 0; i < old.size(); i++) {
      all.add(i < drained ? old.get(i).withDrained() : old.get(i));
    }
    all.sort(WebServer.ORDER);
    return all;
  }
}
