package io.herald.balancer.haproxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What brings the running servers of one backend to what they should be, by commands of the Runtime
 * API. A pure function of both.
 *
 * @param commands that have to succeed, in this order
 * @param leaving servers to delete, which succeeds once their last connection has ended
 * @param after the servers once all of the commands were carried out
 */
record BackendChanges(
    List<String> commands, List<String> leaving, Map<String, RunningServer> after) {

  static BackendChanges of(ProxyBackend wanted, Map<String, RunningServer> running) {
    List<String> commands = new ArrayList<>();
    List<String> leaving = new ArrayList<>();
    Map<String, RunningServer> after = new LinkedHashMap<>(running);
    Map<String, ProxyServer> byName = new LinkedHashMap<>();
    for (ProxyServer server : wanted.servers()) {
      byName.put(server.name(), server);
      String path = wanted.name() + "/" + server.name();
      RunningServer now = running.get(server.name());
      if (now == null) {
        add(path, server, commands);
      } else {
        change(path, server, now, commands);
      }
      after.put(server.name(), asRunning(wanted.name(), server));
    }
    for (RunningServer server : running.values()) {
      if (!byName.containsKey(server.name())) {
        String path = wanted.name() + "/" + server.name();
        if (!server.maintenance()) {
          commands.add("set server " + path + " state maint");
        }
        after.put(server.name(), server.withMaintenance(true));
        leaving.add(server.name());
      }
    }
    return new BackendChanges(commands, leaving, after);
  }

  private static void add(String path, ProxyServer server, List<String> commands) {
    commands.add(
        "add server "
            + path
            + " "
            + server.endpoint()
            + " id "
            + server.id()
            + " weight "
            + server.weight()
            + server.keywords());
    if (server.isChecked()) {
      commands.add("enable health " + path);
    }
    if (server.enabled()) {
      commands.add("set server " + path + " state ready");
    }
  }

  private static void change(
      String path, ProxyServer server, RunningServer now, List<String> commands) {
    boolean moved = now.port() != server.port() || !now.address().equals(server.address());
    if (!server.enabled() && !now.maintenance()) {
      commands.add("set server " + path + " state maint");
    }
    if (moved) {
      commands.add("set server " + path + " addr " + server.address() + " port " + server.port());
    }
    if (now.weight() != server.weight()) {
      commands.add("set server " + path + " weight " + server.weight());
    }
    if (server.enabled() && now.maintenance()) {
      commands.add("set server " + path + " state ready");
    }
  }

  private static RunningServer asRunning(String backend, ProxyServer server) {
    return new RunningServer(
        backend,
        server.name(),
        server.id(),
        server.address(),
        server.port(),
        server.weight(),
        !server.enabled());
  }
}
