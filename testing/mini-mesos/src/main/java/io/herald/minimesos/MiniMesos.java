package io.herald.minimesos;

import io.herald.mesos.leader.MasterAddress;
import io.herald.minimesos.agent.MesosAgent;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.master.AgentStatus;
import io.herald.minimesos.master.Master;
import io.herald.minimesos.process.ContainerProcesses;
import io.herald.minimesos.resources.Attributes;
import io.herald.minimesos.resources.PortSet;
import io.herald.minimesos.resources.ResourceSet;
import io.herald.ports.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.mesos.v1.Protos.Attribute;

/**
 * A running cluster: one master and its agents, speaking Mesos' HTTP APIs on the loopback address
 * and running tasks as processes of this machine. Safe for use from any thread; a call returns when
 * the cluster has done what it says.
 *
 * <pre>{@code
 * try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder).withAgents(2))) {
 *   LeaderDetectors.parse(mesos.masterUrl());
 * }
 * }</pre>
 */
public final class MiniMesos implements AutoCloseable {

  private final MiniMesosOptions options;
  private final EventLoop loop = new EventLoop("mini-mesos");
  private final List<ObjLongConsumer<String>> taskRunningListeners = new CopyOnWriteArrayList<>();
  private final List<MesosAgent> agents = new ArrayList<>();
  private final FreePorts ports = new FreePorts();
  private final MasterProcess process;
  private final AtomicBoolean closing = new AtomicBoolean();

  // State of the loop.
  private boolean agentsHeldBack;

  private MiniMesos(MiniMesosOptions options) throws IOException {
    this.options = options;
    this.process =
        MasterProcess.open(
            options,
            loop,
            new Registry(),
            taskRunningListeners,
            new MasterProcess.Listener() {
              @Override
              public void elected(Master master) {
                if (!agentsHeldBack) {
                  agents.forEach(agent -> agent.connect(master));
                }
              }

              @Override
              public void dethroned() {
                agents.forEach(MesosAgent::masterLost);
              }
            });
  }

  /**
   * Starts a cluster; its agents are registered when this returns, unless another master leads.
   *
   * @throws IOException if the port is taken (the message names it), the work dir can't be written
   *     or ZooKeeper can't be reached
   */
  public static MiniMesos start(MiniMesosOptions options) throws IOException {
    ContainerProcesses.checkSupported();
    Path workDir = Files.createDirectories(options.workDir()).toAbsolutePath();
    MiniMesos mesos = new MiniMesos(options);
    try {
      mesos.openAgents(workDir);
      mesos.process.await(mesos.process.contend());
      return mesos;
    } catch (IOException | RuntimeException e) {
      mesos.close();
      throw e;
    }
  }

  private void openAgents(Path workDir) throws IOException {
    AgentResources each = options.agentResources();
    for (int i = 1; i <= options.agents(); i++) {
      ResourceSet resources =
          ResourceSet.of(
              each.cpus(), each.memory(), each.disk(), PortSet.of(ports.take(each.ports())));
      agents.add(
          MesosAgent.open(
              loop,
              options.hostname(),
              workDir.resolve("agent" + i),
              resources,
              attributes(i),
              options.updateRetryInterval(),
              options.security().executorTokens(),
              options.security().tls(),
              options.security().logins()));
    }
  }

  /** Of the agent of this number, from 1 on; the last one's go for all after it. */
  private List<Attribute> attributes(int number) {
    List<String> all = options.agentAttributes();
    return all.isEmpty() ? List.of() : Attributes.parse(all.get(Math.min(number, all.size()) - 1));
  }

  /** Where the master listens. */
  public MasterAddress masterAddress() {
    return process.address();
  }

  /** What a framework or DNS server is given to find the master: {@code zk://…} or host:port. */
  public String masterUrl() {
    return options.zooKeeper().orElseGet(() -> masterAddress().toString());
  }

  /** {@code http://127.0.0.1:port} of the master; with https, if that is what it speaks. */
  public String httpUrl() {
    return (options.security().tls().isPresent() ? "https://" : "http://") + masterAddress();
  }

  /** The agents in the order in which they were started. */
  public List<AgentView> agents() {
    return loop.call(
        () ->
            agents.stream()
                .map(
                    agent ->
                        new AgentView(
                            agent.id(),
                            agent.hostname(),
                            agent.port(),
                            process
                                .leading()
                                .map(master -> master.agentStatus(agent.id()))
                                .orElse(AgentStatus.UNKNOWN)))
                .toList());
  }

  /** Adds a listener; it can't be removed. */
  public void onTaskRunning(TaskRunningListener listener) {
    taskRunningListeners.add(listener::taskRunning);
  }

  /**
   * The leading master dies and another takes over on the same port, with a new id and an empty
   * view of the cluster: every stream of the master breaks off. The agents register again at once;
   * tasks run on.
   */
  public void failOver() {
    failOver(false);
  }

  /** As {@link #failOver}, but each agent stays away until {@link #reregisterAgent}. */
  public void failOverWithoutAgents() {
    failOver(true);
  }

  private void failOver(boolean holdBack) {
    process.await(
        loop.call(
            () -> {
              agentsHeldBack = holdBack;
              return process.standAnew();
            }));
  }

  /**
   * Cuts an agent off from the master. Its tasks run on, but those of frameworks without
   * checkpoints; without {@link #reregisterAgent} it is unreachable after the ping time-out.
   */
  public void loseAgent(String agentId) {
    onAgent(
        agentId,
        agent -> {
          agent.disconnect();
          leader().disconnected(agentId);
        });
  }

  /** As {@link #loseAgent}, and the ping time-out is over at once. */
  public void unreachable(String agentId) {
    onAgent(
        agentId,
        agent -> {
          agent.disconnect();
          leader().unreachable(agentId);
        });
  }

  /** Brings an agent back that was lost, is unreachable, recovered, shut down or marked gone. */
  public void reregisterAgent(String agentId) {
    onAgent(agentId, agent -> agent.connect(leader()));
  }

  /** Kills the agent's daemon and starts it again: its executors' streams break off. */
  public void restartAgent(String agentId) {
    onAgent(
        agentId,
        agent -> {
          agent.disconnect();
          leader().disconnected(agentId);
          agent.restart();
          agent.connect(leader());
        });
  }

  /**
   * Kills the agent's daemon: its port refuses connections. What it runs for frameworks with
   * checkpoints runs on; the rest dies, as its executors do with their agent.
   */
  public void killAgent(String agentId) {
    onAgent(
        agentId,
        agent -> {
          agent.disconnect();
          leader().disconnected(agentId);
          agent.restart();
        });
    known(agentId).closePort();
  }

  /** Starts a killed agent's daemon again: it answers 503 until {@link #recoverAgent}. */
  public void startAgent(String agentId) throws IOException {
    known(agentId).openPort();
  }

  /** A started agent has recovered, and registers again with what still runs. */
  public void recoverAgent(String agentId) {
    onAgent(
        agentId,
        agent -> {
          agent.recovered();
          agent.connect(leader());
        });
  }

  /** Sets what the agent says of its flag {@code --recovery_timeout}; it does not act on it. */
  public void setRecoveryTimeout(String agentId, String value) {
    onAgent(agentId, agent -> agent.recoveryTimeout(value));
  }

  private MesosAgent known(String agentId) {
    MesosAgent[] found = new MesosAgent[1];
    onAgent(agentId, agent -> found[0] = agent);
    return found[0];
  }

  /** What can go wrong with the leader's event streams. */
  public StreamFaults streamFaults() {
    return new StreamFaults(loop, process::leading);
  }

  /**
   * The value that a master shows for a flag after the next {@link #failOver}; it does not act on
   * it.
   */
  public void setFlag(String name, String value) {
    loop.run(
        () -> {
          process.setFlag(name, value);
        });
  }

  /**
   * The leader is as slow as a busy one: it takes RECONCILE calls, offers resources, and does not
   * come to answer until {@link #answerReconciliation}.
   */
  public void holdReconciliation() {
    loop.run(
        () -> {
          leader().holdReconciliation();
        });
  }

  /** Answers the RECONCILE calls that wait, in their order, and those to come at once. */
  public void answerReconciliation() {
    loop.run(
        () -> {
          leader().answerReconciliation();
        });
  }

  /** How many RECONCILE calls wait for their answer. */
  public int heldReconciliations() {
    return loop.call(() -> leader().heldReconciliations());
  }

  /** Shuts an agent down in good order: it unregisters, its tasks are killed. */
  public void unregisterAgent(String agentId) {
    onAgent(agentId, MesosAgent::unregister);
  }

  private void onAgent(String agentId, Consumer<MesosAgent> action) {
    loop.run(
        () -> {
          MesosAgent found =
              agents.stream()
                  .filter(agent -> agent.wasKnownAs(agentId))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "there is no agent \""
                                  + agentId
                                  + "\"; there are "
                                  + agents.stream().map(MesosAgent::id).toList()));
          action.accept(found);
        });
  }

  private Master leader() {
    return process
        .leading()
        .orElseThrow(() -> new IllegalStateException("this master doesn't lead"));
  }

  /** Stops master and agents, and kills every process that they started. Does nothing twice. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    loop.run(
        () -> {
          process.kill();
        });
    process.close();
    agents.forEach(MesosAgent::close);
    ports.close();
    loop.close();
  }
}
