package io.herald.minimesos;

import static java.util.Objects.requireNonNull;

import io.herald.mesos.leader.MasterAddress;
import io.herald.minimesos.generated.GeneratedAgent;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.loop.Timer;
import io.herald.minimesos.master.Master;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskState;

/**
 * A cluster of real masters (their HTTP APIs, their election in a real ZooKeeper) and of agents and
 * tasks that are only told of. Task {@code t7} has the name {@code t7} and its own address. Safe
 * for use from any thread; a call returns when the cluster has done what it says.
 */
public final class GeneratedCluster implements AutoCloseable {

  private static final String FRAMEWORK = "generated-0000";
  private static final Duration TICK = Duration.ofMillis(10);
  private static final int FIRST_PORT = 31_000;
  private static final int PORTS = 1_000;
  private static final long ELECTION_SECONDS = 60;

  private final EventLoop loop = new EventLoop("generated-cluster");
  private final MiniMesosOptions options;
  private final Registry registry = new Registry();
  private final List<MasterProcess> seats = new ArrayList<>();
  private final List<GeneratedAgent> agents = new ArrayList<>();

  /** The agent of each living task, by the task's name. */
  private final Map<String, GeneratedAgent> living = new ConcurrentHashMap<>();

  private final Random random;
  private Duration returnTime = Duration.ZERO;
  private Timer churn = Timer.NONE;
  private double churnDue;
  private int nextTask;

  private GeneratedCluster(MiniMesosOptions options, long seed) {
    this.options = options;
    this.random = new Random(seed);
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

  private void generate(int tasks) {
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
    for (int i = 0; i < tasks; i++) {
      startTask(agents.get(i % agents.size()));
    }
  }

  private static FrameworkInfo.Capability.Builder capability(FrameworkInfo.Capability.Type type) {
    return FrameworkInfo.Capability.newBuilder().setType(type);
  }

  private void addMaster(int port) throws IOException {
    MasterProcess seat =
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
    seats.add(seat);
    await(seat.contend());
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
    return seats.stream().flatMap(seat -> seat.leading().stream()).findFirst();
  }

  /** Where the masters are that were not killed. */
  public List<MasterAddress> masters() {
    return call(
        () -> seats.stream().filter(seat -> !seat.isDead()).map(MasterProcess::address).toList());
  }

  /** What Herald is given to find the masters: {@code zk://…}, or host:port. */
  public String masterUrl() {
    return options.zooKeeper().orElseGet(() -> masters().get(0).toString());
  }

  /** Whether somebody leads and has all the agents. */
  public boolean isWhole() {
    return call(() -> leader().isPresent() && agents.stream().allMatch(GeneratedAgent::connected));
  }

  /** From the next election on, agents register again one by one over so long. */
  public void returnAgentsOver(Duration time) {
    call(
        () -> {
          returnTime = time;
          return true;
        });
  }

  /** From the next election on, the elected one takes so long to read its registry. */
  public void recoverFor(Duration time) {
    call(
        () -> {
          seats.forEach(seat -> seat.recoverFor(time));
          return true;
        });
  }

  /**
   * Kills the leading master's process.
   *
   * @param session how long its session at ZooKeeper lives on: so long the others redirect to it
   * @return its address
   */
  public MasterAddress killLeader(Duration session) {
    return call(
        () -> {
          MasterProcess killed =
              seats.stream()
                  .filter(seat -> seat.leading().isPresent())
                  .findFirst()
                  .orElseThrow(() -> new IllegalStateException("no master leads"));
          killed.kill();
          loop.after(session, () -> new Thread(killed::endSession, "session-end").start());
          return killed.address();
        });
  }

  /** Starts a killed master again, at its address; somebody leads when this returns. */
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
          living.values().removeIf(on -> on == agent);
          leader().ifPresent(master -> master.markGone(agentId));
        });
  }

  /** The leader stops waiting for an agent after a failover, and tells nobody. */
  public void giveUp(String agentId) {
    onAgent(agentId, agent -> leader().ifPresent(master -> master.giveUp(agentId)));
  }

  /** Brings an agent back, whatever happened to it. */
  public void bringBack(String agentId) {
    onAgent(agentId, agent -> leader().ifPresent(agent::connect));
  }

  private void onAgent(String id, Consumer<GeneratedAgent> action) {
    call(
        () -> {
          action.accept(
              agents.stream()
                  .filter(agent -> agent.id().equals(id))
                  .findFirst()
                  .orElseThrow(() -> new IllegalArgumentException("there is no agent " + id)));
          return true;
        });
  }

  /** The names of the tasks that run, whether or not a master knows; live. */
  public Map<String, GeneratedAgent> living() {
    return java.util.Collections.unmodifiableMap(living);
  }

  /** How many tasks each agent runs, by its id. */
  public Map<String, Integer> load() {
    Map<String, Integer> load = new TreeMap<>();
    living.values().forEach(agent -> load.merge(agent.id(), 1, Integer::sum));
    return load;
  }

  /** Starts a task on an agent; its name. */
  public String startTask(String agentId) {
    String[] name = new String[1];
    onAgent(agentId, agent -> name[0] = startTask(agent));
    return requireNonNull(name[0]);
  }

  private String startTask(GeneratedAgent agent) {
    int number = nextTask++;
    String name = "t" + number;
    String address = "10." + (1 + number / 65536) + "." + number / 256 % 256 + "." + number % 256;
    agent.start(name, name, address, FIRST_PORT + number % PORTS);
    living.put(name, agent);
    return name;
  }

  /**
   * A task's own executor reports another address and its health; the master lists it, and no event
   * tells of it.
   */
  public void report(String name, String address, boolean healthy) {
    call(
        () -> {
          GeneratedAgent agent = living.get(name);
          if (agent == null) {
            throw new IllegalArgumentException("no task " + name + " runs");
          }
          agent.report(name, address, healthy);
          return true;
        });
  }

  /** Ends a task; while its agent has no master, nobody hears of it. */
  public void endTask(String name) {
    call(
        () -> {
          end(name);
          return true;
        });
  }

  private void end(String name) {
    GeneratedAgent agent = living.remove(name);
    if (agent != null) {
      agent.end(name, TaskState.TASK_FAILED);
    }
  }

  /**
   * Ends tasks and starts others, all the time.
   *
   * @param perSecond how many end, and as many start; 0 ends the churn
   */
  public void churn(double perSecond) {
    call(
        () -> {
          churn.cancel();
          churnDue = 0;
          churn =
              perSecond == 0
                  ? Timer.NONE
                  : loop.every(TICK, () -> churnOnce(perSecond * TICK.toNanos() / 1e9));
          return true;
        });
  }

  private void churnOnce(double share) {
    churnDue += share;
    for (; churnDue >= 1; churnDue--) {
      GeneratedAgent agent = agents.get(random.nextInt(agents.size()));
      if (agent.connected()) {
        String victim = "t" + random.nextInt(nextTask);
        GeneratedAgent on = living.get(victim);
        if (on != null && on.connected()) {
          end(victim);
          startTask(agent);
        }
      }
    }
  }

  private <T> T call(Callable<T> action) {
    try {
      return loop.call(action);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the generated cluster failed inside", e);
    }
  }

  private void await(CompletableFuture<Boolean> election) {
    try {
      election.get(ELECTION_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "nobody was elected at " + masterUrl() + " within " + ELECTION_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the election failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a master was elected", e);
    }
  }

  /** Stops everything. */
  @Override
  public void close() {
    call(
        () -> {
          churn.cancel();
          seats.stream().filter(seat -> !seat.isDead()).forEach(MasterProcess::kill);
          return true;
        });
    seats.forEach(MasterProcess::close);
    loop.close();
  }
}
