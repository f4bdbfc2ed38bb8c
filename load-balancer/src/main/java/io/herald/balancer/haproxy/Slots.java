package io.herald.balancer.haproxy;

import io.herald.balancer.web.ServerName;
import io.herald.balancer.web.WebServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the servers of slotted backends stand. HAProxy can't be given a server with a cookie while
 * it runs, so its file has spare ones; a task keeps its slot, and with it the cookie, as long as it
 * lives, also over reloads and a restart of Herald. Not for several threads.
 */
final class Slots {

  private static final String SPARE = "slot_";
  private static final String NOWHERE = "0.0.0.0";

  private final int spare;

  /** Slots by backend, in their order; a slot in maintenance is free. */
  private final Map<String, Map<String, RunningServer>> layouts = new HashMap<>();

  /**
   * None are known.
   *
   * @param spare slots that a new layout has beyond its servers, at least
   */
  Slots(int spare) {
    this.spare = spare;
  }

  /** Takes over what a process has, for backends of which nothing is known here. */
  void learn(Map<String, Map<String, RunningServer>> running) {
    running.forEach(
        (backend, servers) -> layouts.putIfAbsent(backend, new LinkedHashMap<>(servers)));
  }

  /** Forgets the backends that aren't among these. */
  void keepOnly(Set<String> backends) {
    layouts.keySet().retainAll(backends);
  }

  /**
   * Gives each server its slot. If there are too few, the backend gets a new layout, in which those
   * that have one keep it.
   */
  List<ProxyServer> place(
      String backend, List<WebServer> servers, boolean cookies, String keywords) {
    Map<String, RunningServer> layout = layouts.get(backend);
    if (layout == null || !fits(layout, servers)) {
      layout = grown(backend, layout == null ? Map.of() : layout, servers);
      layouts.put(backend, layout);
    }
    Map<String, WebServer> placed = new HashMap<>();
    List<WebServer> homeless = new ArrayList<>();
    for (WebServer server : servers) {
      slotOf(layout, server)
          .ifPresentOrElse(slot -> placed.put(slot, server), () -> homeless.add(server));
    }
    for (WebServer server : homeless) {
      for (Map.Entry<String, RunningServer> slot : layout.entrySet()) {
        if (slot.getKey().startsWith(SPARE) && !placed.containsKey(slot.getKey())) {
          placed.put(slot.getKey(), server);
          break;
        }
      }
    }
    List<ProxyServer> lines = new ArrayList<>();
    for (Map.Entry<String, RunningServer> slot : layout.entrySet()) {
      WebServer server = placed.get(slot.getKey());
      RunningServer now = slot.getValue().withMaintenance(server == null);
      slot.setValue(
          server == null ? now : now.at(server.address().getHostAddress(), server.port()));
      lines.add(line(backend, slot.getValue(), Optional.ofNullable(server), cookies, keywords));
    }
    return lines;
  }

  private static ProxyServer line(
      String backend,
      RunningServer slot,
      Optional<WebServer> server,
      boolean cookies,
      String keywords) {
    String cookie =
        slot.name().startsWith(SPARE)
            ? ServerName.cookie(backend + "/" + slot.name())
            : ServerName.cookie(slot.name());
    return new ProxyServer(
        slot.name(),
        slot.id(),
        slot.address(),
        Math.max(1, slot.port()),
        server.map(WebServer::weight).orElse(1),
        server.map(s -> !s.drained()).orElse(false),
        cookies ? Optional.of(cookie) : Optional.empty(),
        keywords);
  }

  private static boolean fits(Map<String, RunningServer> layout, List<WebServer> servers) {
    long homeless = servers.stream().filter(s -> slotOf(layout, s).isEmpty()).count();
    long free =
        layout.values().stream()
            .filter(slot -> slot.name().startsWith(SPARE))
            .filter(slot -> servers.stream().noneMatch(server -> isAt(slot, server)))
            .count();
    return homeless <= free;
  }

  private static Optional<String> slotOf(Map<String, RunningServer> layout, WebServer server) {
    RunningServer own = layout.get(server.name());
    if (own != null && isAt(own, server)) {
      return Optional.of(server.name());
    }
    return layout.values().stream()
        .filter(slot -> isAt(slot, server))
        .map(RunningServer::name)
        .findFirst();
  }

  private static boolean isAt(RunningServer slot, WebServer server) {
    return slot.port() == server.port() && slot.address().equals(server.address().getHostAddress());
  }

  private Map<String, RunningServer> grown(
      String backend, Map<String, RunningServer> before, List<WebServer> servers) {
    Map<String, RunningServer> layout = new LinkedHashMap<>();
    Set<Integer> ids = new HashSet<>();
    for (WebServer server : servers) {
      slotOf(before, server)
          .ifPresent(
              name -> {
                layout.put(name, before.get(name));
                ids.add(before.get(name).id());
              });
    }
    for (WebServer server : servers) {
      if (slotOf(layout, server).isEmpty()) {
        layout.put(
            server.name(),
            new RunningServer(
                backend,
                server.name(),
                ServerName.id(server.name(), ids),
                server.address().getHostAddress(),
                server.port(),
                1,
                false));
      }
    }
    int wanted = layout.size() + Math.max(spare, servers.size());
    for (int number = 1; layout.size() < wanted; number++) {
      String name = SPARE + number;
      if (!layout.containsKey(name)) {
        layout.put(
            name, new RunningServer(backend, name, ServerName.id(name, ids), NOWHERE, 1, 1, true));
      }
    }
    return layout;
  }
}
