package io.herald.minimesos;

import io.herald.mesos.leader.MasterAddress;
import io.herald.minimesos.generated.GeneratedAgent;
import io.herald.minimesos.generated.GeneratedTasks;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.master.Master;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.FrameworkInfo;

/**
 * A cluster of real masters (their HTTP APIs, their election in a real ZooKeeper) and of agents and
 * tasks that exist in messages alone. Task {@code t7} has the name {@code t7} and its own address.
 * Safe for use from any thread; a call returns when the cluster has done what it says.
 */
public final class GeneratedCluster implements AutoCloseable {

  private static final String FRAMEWORK = "generated-0000";

  private final EventLoop loop = new EventLoop("generated-cluster");
  private final MiniMesosOptions options;
  private final Registry registry = new Registry();
  private final List<MasterProcess> masters = new ArrayList<>();
  private final List<GeneratedAgent> agents = new ArrayList<>();

  private final GeneratedTasks tasks;
  private Duration returnTime = Duration.ZERO;

  private GeneratedCluster(MiniMesosOptions options, long seed) {
    this.options = options;
    this.tasks = new GeneratedTasks(loop, agents, seed);
  }

  /**
   * Starts a cluster; its tasks run when this returns.
   *
   * @param options of the masters, each of which takes any free port; how many agents
   * @param masters more than one needs ZooKeeper
   * @param tasks spread evenly over the agents
   * @param seed of the churn
   */
  public static GeneratedCluster start(MiniMesosOptions options, int masters, int tasks, long seed)
      throws IOException {
    if (masters < 1 || (masters > 1 && options.zooKeeper().isEmpty())) {
      throw new IllegalArgumentException(
          masters + " masters: write 1, or more with a ZooKeeper to elect one of them");
    }
    GeneratedCluster cluster = new GeneratedCluster(options, seed);
    try {
      cluster.generate(tasks);
      for (int i = 0; i < masters; i++) {
        cluster.addMaster(0);
      }
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void generate(int count) {
    FrameworkInfo framework =
        FrameworkInfo.newBuilder()
            .setUser("nobody")
            .setName("marathon")
            .setId(Ids.framework(FRAMEWORK))
            .setCheckpoint(true)
            .setFailoverTimeout(604_800.0)
            .addRoles("*")
            .addCapabilities(capability(FrameworkInfo.Capability.Type.MULTI_ROLE))
            .addCapabilities(capability(FrameworkInfo.Capability.Type.PARTITION_AWARE))
            .build();
    for (int i = 0; i < options.agents(); i++) {
      agents.add(new GeneratedAgent(i, framework));
    }
    for (int i = 0; i < count; i++) {
      tasks.start(agents.get(i % agents.size()));
    }
  }

  private static FrameworkInfo.Capability.Builder capability(FrameworkInfo.Capability.Type type) {
    return FrameworkInfo.Capability.newBuilder().setType(type);
  }

  private void addMaster(int port) throws IOException {
    MasterProcess master =
        MasterProcess.open(
            options.withPort(port),
            loop,
            registry,
            List.of(),
            new MasterProcess.Listener() {
              @Override
              public void elected(Master master) {
                bringBack(master);
              }

              @Override
              public void dethroned() {
                agents.forEach(GeneratedAgent::disconnect);
              }
            });
    masters.add(master);
    master.await(master.contend());
  }

  /** On the loop: the agents register one after the other, spread over the time for it. */
  private void bringBack(Master master) {
    for (int i = 0; i < agents.size(); i++) {
      GeneratedAgent agent = agents.get(i);
      loop.after(
          returnTime.multipliedBy(i).dividedBy(agents.size()),
          () -> {
            if (leader().filter(now -> now == master).isPresent() && !agent.connected()) {
              agent.connect(master);
            }
          });
    }
  }

  private Optional<Master> leader() {
    return masters.stream().flatMap(master -> master.leading().stream()).findFirst();
  }

  /** Where the masters are that were not killed. */
  public List<MasterAddress> masters() {
    return loop.call(
        () ->
            masters.stream()
                .filter(master -> !master.isDead())
                .map(MasterProcess::address)
                .toList());
  }

  /** How Herald finds the masters: {@code zk://…}, or host:port. */
  public String masterUrl() {
    return options.zooKeeper().orElseGet(() -> masters().get(0).toString());
  }

  /** Whether a master leads and all the agents are registered with it. */
  public boolean isWhole() {
    return loop.call(
        () -> leader().isPresent() && agents.stream().allMatch(GeneratedAgent::connected));
  }

  /** From the next election on, agents register again one by one over so long. */
  public void returnAgentsOver(Duration time) {
    loop.run(
        () -> {
          returnTime = time;
        });
  }

  /** From the next election on, the elected one takes so long to read its registry. */
  public void recoverFor(Duration time) {
    loop.run(
        () -> {
          masters.forEach(master -> master.recoverFor(time));
        });
  }

  /**
   * Kills the leading master's process.
   *
   * @param session how long its session at ZooKeeper lives on: so long the others redirect to it
   * @return its address
   */
  public MasterAddress killLeader(Duration session) {
    return loop.call(
        () -> {
          MasterProcess killed =
              masters.stream()
                  .filter(master -> master.leading().isPresent())
                  .findFirst()
                  .orElseThrow(() -> new IllegalStateException("no master leads"));
          killed.kill();
          loop.after(session, () -> Threads.daemon("session-end", killed::endSession).start());
          return killed.address();
        });
  }

  /** Starts a killed master again, at its address; a master leads when this returns. */
  public void restart(MasterAddress killed) throws IOException {
    addMaster(killed.port());
  }

  /** What can go wrong with the leader's event streams. */
  public StreamFaults streamFaults() {
    return new StreamFaults(loop, this::leader);
  }

  /** The ids of the agents. */
  public List<String> agents() {
    return agents.stream().map(GeneratedAgent::id).toList();
  }

  /** Cuts an agent off; it is unreachable after the ping time-out. */
  public void lose(String agentId) {
    onAgent(
        agentId,
        agent -> {
          agent.disconnect();
          leader().ifPresent(master -> master.disconnected(agentId));
        });
  }

  /** As {@link #lose}, and the ping time-out is over at once. */
  public void unreachable(String agentId) {
    onAgent(
        agentId,
        agent -> {
          agent.disconnect();
          leader().ifPresent(master -> master.unreachable(agentId));
        });
  }

  /** An operator marks an agent gone: its tasks end. */
  public void markGone(String agentId) {
    onAgent(
        agentId,
        agent -> {
          tasks.discard(agent);
          leader().ifPresent(master -> master.markGone(agentId));
        });
  }

  /** The leader stops waiting for an agent after a failover, and reports it in no event. */
  public void giveUp(String agentId) {
    onAgent(agentId, agent -> leader().ifPresent(master -> master.giveUp(agentId)));
  }

  /** Brings an agent back, whatever happened to it. */
  public void bringBack(String agentId) {
    onAgent(agentId, agent -> leader().ifPresent(agent::connect));
  }

  private void onAgent(String id, Consumer<GeneratedAgent> action) {
    loop.run(() -> action.accept(agent(id)));
  }

  private GeneratedAgent agent(String id) {
    return agents.stream()
        .filter(agent -> agent.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no agent " + id));
  }

  /** The agent of each task that runs, whether or not a master knows the task; live. */
  public Map<String, GeneratedAgent> running() {
    return tasks.running();
  }

  /** How many tasks each agent runs, by its id. */
  public Map<String, Integer> load() {
    return tasks.load();
  }

  /** Starts a task on an agent; its name. */
  public String startTask(String agentId) {
    return loop.call(() -> tasks.start(agent(agentId)));
  }

  /**
   * A task's own executor reports another address and its health; the master lists it, and no event
   * says so.
   */
  public void report(String name, String address, boolean healthy) {
    loop.run(() -> tasks.report(name, address, healthy));
  }

  /** Ends a task; while its agent has no master, no master hears of it. */
  public void endTask(String name) {
    loop.run(() -> tasks.end(name));
  }

  /**
   * Ends tasks and starts others, all the time.
   *
   * @param perSecond how many end, and as many start; 0 ends the churn
   */
  public void churn(double perSecond) {
    loop.run(() -> tasks.churn(perSecond));
  }

  /** Stops everything. */
  @Override
  public void close() {
    loop.run(
        () -> {
          tasks.churn(0);
          masters.stream().filter(master -> !master.isDead()).forEach(MasterProcess::kill);
        });
    masters.forEach(MasterProcess::close);
    loop.close();
  }
}
