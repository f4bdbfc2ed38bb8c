package io.herald.services.host;

import io.herald.catalog.model.Agent;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The addresses of agents by their host names. Announcements call a host what its agent calls it,
 * and if the cluster's hosts are in no other DNS, only Mesos knows their addresses. Used by one
 * thread at a time.
 */
public final class AgentHosts {

  /** By host name, then by agent id, so that the order is the same whatever came first. */
  private final Map<String, Map<String, InetAddress>> hosts = new HashMap<>();

  public void put(Agent agent) {
    IpText.parse(agent.pid().host())
        .ifPresent(
            address ->
                hosts
                    .computeIfAbsent(HostNames.spelled(agent.hostname()), host -> new TreeMap<>())
                    .put(agent.id(), address));
  }

  public void remove(Agent agent) {
    hosts.computeIfPresent(
        HostNames.spelled(agent.hostname()),
        (host, agents) -> {
          agents.remove(agent.id());
          return agents.isEmpty() ? null : agents;
        });
  }

  /** The addresses of the agents with this host name. */
  public List<InetAddress> addresses(String host) {
    return hosts.getOrDefault(HostNames.spelled(host), Map.of()).values().stream()
        .distinct()
        .toList();
  }
}
