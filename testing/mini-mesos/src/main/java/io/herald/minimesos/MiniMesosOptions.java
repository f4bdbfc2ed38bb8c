package io.herald.minimesos;

import static java.util.Objects.requireNonNull;

import io.herald.minimesos.resources.Attributes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a cluster is made.
 *
 * <pre>{@code
 * MiniMesosOptions.in(folder).withAgents(2).withZooKeeper("zk://127.0.0.1:2181/mesos")
 * }</pre>
 *
 * @param workDir for the agents' sandboxes; made if absent, left in place
 * @param port of the master on the loopback address; 0 for any free one
 * @param zooKeeper {@code zk://host:port/path} to register the master at; absent: it leads alone
 * @param agents how many agents, 0 or more
 * @param agentResources what each offers
 * @param cluster the cluster's name ({@code --cluster})
 * @param hostname of master and agents ({@code --hostname}); it should resolve to the loopback
 *     address
 * @param heartbeatInterval of the scheduler and operator streams; Mesos has 15 s
 * @param agentPingTimeout how long a lost agent is waited for before it is unreachable; Mesos has
 *     75 s
 * @param allocationInterval how often freed resources are offered; Mesos has 1 s
 * @param updateRetryInterval first pause before an update that isn't acknowledged is sent again, it
 *     doubles from there; Mesos has 10 s
 * @param security what is demanded of whoever talks to it, and whether https is spoken
 * @param agentAttributes of each agent, as {@code --attributes} has them ({@code rack:r1;cores:4});
 *     the last one's go for all after it
 */
public record MiniMesosOptions(
    Path workDir,
    int port,
    Optional<String> zooKeeper,
    int agents,
    AgentResources agentResources,
    String cluster,
    String hostname,
    Duration heartbeatInterval,
    Duration agentPingTimeout,
    Duration allocationInterval,
    Duration updateRetryInterval,
    MiniMesosSecurity security,
    List<String> agentAttributes) {

  public MiniMesosOptions {
    requireNonNull(workDir, "workDir");
    requireNonNull(zooKeeper, "zooKeeper");
    requireNonNull(agentResources, "agentResources");
    requireNonNull(cluster, "cluster");
    requireNonNull(hostname, "hostname");
    requireNonNull(security, "security");
    agentAttributes = List.copyOf(agentAttributes);
    agentAttributes.forEach(Attributes::parse);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("master port " + port + " is not in 0-65535");
    }
    if (agents < 0) {
      throw new IllegalArgumentException(agents + " agents: write 0 or more");
    }
    positive("heartbeat interval", heartbeatInterval);
    positive("agent ping time-out", agentPingTimeout);
    positive("allocation interval", allocationInterval);
    positive("update retry interval", updateRetryInterval);
  }

  /** Mesos' own defaults, one agent, any free port, no ZooKeeper; offers come faster. */
  public static MiniMesosOptions in(Path workDir) {
    return new MiniMesosOptions(
        workDir,
        0,
        Optional.empty(),
        1,
        AgentResources.DEFAULT,
        "mini-mesos",
        "localhost",
        Duration.ofSeconds(15),
        Duration.ofSeconds(75),
        Duration.ofMillis(250),
        Duration.ofSeconds(10),
        MiniMesosSecurity.NONE,
        List.of());
  }

  public MiniMesosOptions withPort(int newPort) {
    return with(copy -> copy.port = newPort);
  }

  public MiniMesosOptions withZooKeeper(String url) {
    return with(copy -> copy.zooKeeper = Optional.of(url));
  }

  public MiniMesosOptions withAgents(int count) {
    return with(copy -> copy.agents = count);
  }

  public MiniMesosOptions withAgentResources(AgentResources resources) {
    return with(copy -> copy.agentResources = resources);
  }

  public MiniMesosOptions withCluster(String name) {
    return with(copy -> copy.cluster = name);
  }

  public MiniMesosOptions withHeartbeatInterval(Duration interval) {
    return with(copy -> copy.heartbeatInterval = interval);
  }

  public MiniMesosOptions withAgentPingTimeout(Duration timeout) {
    return with(copy -> copy.agentPingTimeout = timeout);
  }

  public MiniMesosOptions withAllocationInterval(Duration interval) {
    return with(copy -> copy.allocationInterval = interval);
  }

  public MiniMesosOptions withUpdateRetryInterval(Duration interval) {
    return with(copy -> copy.updateRetryInterval = interval);
  }

  public MiniMesosOptions withSecurity(MiniMesosSecurity newSecurity) {
    return with(copy -> copy.security = newSecurity);
  }

  public MiniMesosOptions withAgentAttributes(String... ofEach) {
    return with(copy -> copy.agentAttributes = List.of(ofEach));
  }

  private MiniMesosOptions with(Consumer<Builder> change) {
    Builder copy = new Builder(this);
    change.accept(copy);
    return copy.build();
  }

  /** A copy that can be changed. */
  private static final class Builder {

    final Path workDir;
    int port;
    Optional<String> zooKeeper;
    int agents;
    AgentResources agentResources;
    String cluster;
    final String hostname;
    Duration heartbeatInterval;
    Duration agentPingTimeout;
    Duration allocationInterval;
    Duration updateRetryInterval;
    MiniMesosSecurity security;
    List<String> agentAttributes;

    Builder(MiniMesosOptions from) {
      workDir = from.workDir;
      port = from.port;
      zooKeeper = from.zooKeeper;
      agents = from.agents;
      agentResources = from.agentResources;
      cluster = from.cluster;
      hostname = from.hostname;
      heartbeatInterval = from.heartbeatInterval;
      agentPingTimeout = from.agentPingTimeout;
      allocationInterval = from.allocationInterval;
      updateRetryInterval = from.updateRetryInterval;
      security = from.security;
      agentAttributes = from.agentAttributes;
    }

    MiniMesosOptions build() {
      return new MiniMesosOptions(
          workDir,
          port,
          zooKeeper,
          agents,
          agentResources,
          cluster,
          hostname,
          heartbeatInterval,
          agentPingTimeout,
          allocationInterval,
          updateRetryInterval,
          security,
          agentAttributes);
    }
  }

  private static void positive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " " + duration + " must be above 0");
    }
  }
}
