package io.herald.dns.http;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Short ways to a cluster: frameworks, agents and running tasks. */
final class Entities {

  static final String AGENT = "x-S0";

  private Entities() {}

  static Framework framework(String id, String name) {
    return new Framework(id, name, "", Optional.of(Upid.parse("s@10.0.0.9:80")), true);
  }

  /** The agent {@link #AGENT} at 10.1.0.1. */
  static Agent agent() {
    return new Agent(AGENT, "", Upid.parse("slave(1)@10.1.0.1:5051"), true);
  }

  /** A task without DiscoveryInfo, on the agent's network. */
  static Task plain(String framework, String id, String name, int port) {
    return task(framework, id, name, List.of(), List.of(new PortRange(port, port)), null);
  }

  static Task task(
      String framework,
      String id,
      String name,
      List<String> addresses,
      List<PortRange> ports,
      @Nullable Discovery discovery) {
    return new Task(
        framework,
        id,
        name,
        AGENT,
        Task.RUNNING,
        Optional.of(new RunningStatus(Optional.empty(), addresses, Map.of(), Network.UNSPECIFIED)),
        ports,
        Optional.ofNullable(discovery),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  static Discovery discovery(String name, Discovery.Port... ports) {
    return new Discovery(name, "", "", "", "EXTERNAL", List.of(ports), Map.of());
  }
}
