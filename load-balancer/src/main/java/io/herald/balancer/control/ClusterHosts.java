package io.herald.balancer.control;

import io.herald.services.ServicesView;
import io.herald.watch.LiveServices;
import java.net.InetAddress;
import java.util.stream.Stream;

/**
 * The addresses that the cluster's own hosts have: a label that takes one would turn the traffic of
 * a master or an agent to its task.
 */
record ClusterHosts(LiveServices live) {

  /** Whether an agent or a master has it. */
  boolean have(InetAddress address) {
    return live.read(view -> hosts(view).anyMatch(host -> view.addresses(host).contains(address)));
  }

  private static Stream<String> hosts(ServicesView view) {
    return Stream.concat(
        view.agents().stream().map(agent -> agent.pid().host()),
        Stream.concat(view.masters().leader().stream(), view.masters().others().stream())
            .map(master -> master.host()));
  }
}
