package io.herald.minimesos;

import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.minimesos.agent.Agent;
import io.herald.minimesos.election.Candidature;
import io.herald.minimesos.election.Leadership;
import io.herald.minimesos.election.MasterInfoJson;
import io.herald.minimesos.http.HttpDoor;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.master.FrontDesk;
import io.herald.minimesos.master.Master;
import io.herald.minimesos.master.MasterIdentity;
import io.herald.minimesos.process.FreePorts;
import io.herald.minimesos.process.ProcessGroup;
import io.herald.minimesos.resources.PortSet;
import io.herald.minimesos.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger log = LoggerFactory.getLogger(MiniMesos.class);
  private static final String ADDRESS = "127.0.0.1";
  private static final long ELECTION_SECONDS = 30;

  private final MiniMesosOptions options;
  private final EventLoop loop = new EventLoop("mini-mesos");
  private final List<ObjLongConsumer<String>> taskRunningListeners = new CopyOnWriteArrayList<>();
  private final List<Agent> agents = new ArrayList<>();
  private final HttpDoor door;
  private @Nullable Candidature candidature;
  private final AtomicBoolean closing = new AtomicBoolean();

  // State of the loop.
  private boolean closed;
  private MasterIdentity identity;
  private @Nullable Master leading;
  private Optional<String> leader = Optional.empty();
  private List<AgentInfo> registry = List.of();
  private boolean agentsHeldBack;
  private CompletableFuture<Boolean> settled = new CompletableFuture<>();

  private MiniMesos(MiniMesosOptions options) throws IOException {
    this.options = options;
    this.door =
        HttpDoor.open(
            "Mesos master",
            options.port(),
            loop,
            new FrontDesk(() -> Optional.ofNullable(leading), () -> leader));
    this.identity = newIdentity();
  }

  /**
   * Starts a cluster; its agents are registered when this returns, unless another master leads.
   *
   * @throws IOException if the port is taken (the message names it), the work dir can't be written
   *     or ZooKeeper can't be reached
   */
  public static MiniMesos start(MiniMesosOptions options) throws IOException {
    ProcessGroup.checkSupported();
    Path workDir = Files.createDirectories(options.workDir()).toAbsolutePath();
    MiniMesos mesos = new MiniMesos(options);
    try {
      mesos.openAgents(workDir);
      mesos.contend();
      return mesos;
    } catch (IOException | RuntimeException e) {
      mesos.close();
      throw e;
    }
  }

  private void openAgents(Path workDir) throws IOException {
    FreePorts ports = new FreePorts(new java.util.SplittableRandom());
    AgentResources each = options.agentResources();
    for (int i = 1; i <= options.agents(); i++) {
      Resources resources =
          Resources.of(
              each.cpus(), each.memory(), each.disk(), PortSet.of(ports.take(each.ports())));
      agents.add(
          Agent.open(
              loop,
              options.hostname(),
              workDir.resolve("agent" + i),
              resources,
              options.updateRetryInterval()));
    }
  }

  private void contend() throws IOException {
    if (options.zooKeeper().isPresent()) {
      candidature =
          Candidature.open(
              ZooKeeperUrl.parse(options.zooKeeper().get()),
              new Candidature.Listener() {
                @Override
                public void leadership(Leadership now) {
                  loop.execute(() -> led(now));
                }

                @Override
                public void sessionLost() {
                  loop.execute(MiniMesos.this::standAnew);
                }
              });
    }
    CompletableFuture<Boolean> done =
        call(
            () -> {
              stand();
              return settled;
            });
    await(done);
  }

  private MasterIdentity newIdentity() {
    return new MasterIdentity(
        UUID.randomUUID().toString(),
        options.cluster(),
        options.hostname(),
        ADDRESS,
        door.port(),
        Instant.now());
  }

  /** On the loop: asks to lead; without ZooKeeper nobody else could. */
  private void stand() {
    Candidature candidate = candidature;
    if (candidate != null) {
      candidate.stand(MasterInfoJson.bytes(identity.info()));
    } else {
      led(new Leadership(Optional.of(identity.id()), Optional.of(ownAddress())));
    }
  }

  private String ownAddress() {
    return options.hostname() + ":" + door.port();
  }

  /** On the loop: who leads now. */
  private void led(Leadership now) {
    if (closed) {
      return;
    }
    boolean own = now.masterId().filter(identity.id()::equals).isPresent();
    Master old = leading;
    if (own && old == null) {
      Master elected =
          new Master(
              identity,
              new Master.Settings(
                  options.heartbeatInterval(),
                  options.agentPingTimeout(),
                  options.allocationInterval(),
                  flags()),
              registry,
              taskRunningListeners,
              loop);
      leading = elected;
      log.info("Mesos master {} leads, at {}", identity.id(), ownAddress());
      if (!agentsHeldBack) {
        agents.forEach(agent -> agent.connect(elected));
      }
    } else if (!own && old != null) {
      dethrone(old);
    }
    // A node of a master that was just now given up says nothing of who leads.
    leader = now.address().filter(address -> own || !address.equals(ownAddress()));
    if (leader.isPresent()) {
      settled.complete(own);
    }
  }

  private void dethrone(Master old) {
    registry = old.registry();
    old.die();
    leading = null;
    agents.forEach(Agent::disconnect);
  }

  /** On the loop: the master is gone, another one with a new id takes its place. */
  private void standAnew() {
    Master old = leading;
    if (old != null) {
      dethrone(old);
    }
    leader = Optional.empty();
    identity = newIdentity();
    settled = new CompletableFuture<>();
    stand();
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new TreeMap<>();
    flags.put("agent_ping_timeout", options.agentPingTimeout().toMillis() + "ms");
    flags.put("allocation_interval", options.allocationInterval().toMillis() + "ms");
    flags.put("authenticate_agents", "false");
    flags.put("authenticate_frameworks", "false");
    flags.put("authenticate_http_frameworks", "false");
    flags.put("authenticate_http_readonly", "false");
    flags.put("authenticate_http_readwrite", "false");
    flags.put("cluster", options.cluster());
    flags.put("hostname", options.hostname());
    flags.put("ip", ADDRESS);
    flags.put("max_agent_ping_timeouts", "1");
    flags.put("port", String.valueOf(door.port()));
    flags.put("registry", "in_memory");
    flags.put("work_dir", options.workDir().toAbsolutePath().toString());
    options.zooKeeper().ifPresent(url -> flags.put("zk", ZooKeeperUrl.parse(url).toString()));
    return flags;
  }

  /** Where the master listens. */
  public MasterAddress masterAddress() {
    return new MasterAddress(ADDRESS, door.port());
  }

  /** What a framework or DNS server is given to find the master: {@code zk://…} or host:port. */
  public String masterUrl() {
    return options.zooKeeper().orElseGet(() -> masterAddress().toString());
  }

  /** {@code http://127.0.0.1:port}, of the master. */
  public String httpUrl() {
    return "http://" + masterAddress();
  }

  /** The agents in the order in which they were started. */
  public List<AgentView> agents() {
    return call(
        () ->
            agents.stream()
                .map(
                    agent ->
                        new AgentView(
                            agent.id(),
                            agent.hostname(),
                            agent.port(),
                            leading == null
                                ? io.herald.minimesos.master.Standing.UNKNOWN
                                : leading.standing(agent.id())))
                .toList());
  }

  /** Adds a listener; it can't be removed. */
  public void onTaskRunning(TaskRunningListener listener) {
    taskRunningListeners.add(listener::taskRunning);
  }

  /**
   * The leading master dies and another takes over on the same port, with a new id and an empty
   * picture: every stream of the master breaks off. The agents register again at once; tasks run
   * on.
   */
  public void failOver() {
    failOver(false);
  }

  /** As {@link #failOver}, but each agent stays away until {@link #reregisterAgent}. */
  public void failOverWithoutAgents() {
    failOver(true);
  }

  private void failOver(boolean holdBack) {
    await(
        call(
            () -> {
              agentsHeldBack = holdBack;
              standAnew();
              return settled;
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

  /** Shuts an agent down in good order: it unregisters, its tasks are killed. */
  public void unregisterAgent(String agentId) {
    onAgent(agentId, Agent::unregister);
  }

  private void onAgent(String agentId, Consumer<Agent> action) {
    call(
        () -> {
          Agent found =
              agents.stream()
                  .filter(agent -> agent.wasKnownAs(agentId))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "there is no agent \""
                                  + agentId
                                  + "\"; there are "
                                  + agents.stream().map(Agent::id).toList()));
          action.accept(found);
          return true;
        });
  }

  private Master leader() {
    Master now = leading;
    if (now == null) {
      throw new IllegalStateException("this master doesn't lead");
    }
    return now;
  }

  private <T> T call(java.util.concurrent.Callable<T> action) {
    try {
      return loop.call(action);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("mini-mesos failed inside", e);
    }
  }

  private void await(CompletableFuture<Boolean> done) {
    try {
      done.get(ELECTION_SECONDS, TimeUnit.SECONDS);
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

  /** Stops master and agents, and kills every process that they started. Does nothing twice. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    call(
        () -> {
          closed = true;
          if (leading != null) {
            leading.die();
            leading = null;
          }
          leader = Optional.empty();
          return true;
        });
    Candidature candidate = candidature;
    if (candidate != null) {
      candidate.close();
    }
    agents.forEach(Agent::close);
    door.close();
    loop.close();
  }
}
