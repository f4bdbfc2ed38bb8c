package io.herald.minimesos.agent;

import com.google.protobuf.ByteString;
import io.herald.minimesos.http.Logins;
import io.herald.minimesos.http.LoopbackServer;
import io.herald.minimesos.http.ServerTls;
import io.herald.minimesos.link.AgentPort;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.MasterPort;
import io.herald.minimesos.link.StatusUpdate;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.process.ExitStatus;
import io.herald.minimesos.resources.ResourceSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * An agent: its registration with the master and what the two send each other. What it runs is in
 * its {@link Workload}, whether or not there is a master. Opened and closed by its owner; all else
 * is for the cluster's thread.
 */
public final class MesosAgent
    implements AgentPort, AgentApi.Daemon, AgentListing.Source, AutoCloseable {

  private static final String ADDRESS = "127.0.0.1";
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final Opener opener;
  private final AgentIdentity identity;
  private final Optional<ExecutorTokens> tokens;
  private final Workload workload;
  private final Set<String> pastIds = new HashSet<>();
  private final AgentListing listing;
  private final AgentApi api;
  private volatile LoopbackServer server;
  private AgentInfo info;
  private boolean recovering;
  private String recoveryTimeout = "15mins";
  private @Nullable MasterPort master;

  /** Opens its port, again after it was closed. */
  @FunctionalInterface
  private interface Opener {
    LoopbackServer open(int port) throws IOException;
  }

  private MesosAgent(
      EventLoop loop,
      LoopbackServer server,
      Opener opener,
      AgentIdentity identity,
      ResourceSet resources,
      List<Attribute> attributes,
      Optional<ExecutorTokens> tokens,
      Logins logins) {
    this.loop = loop;
    this.server = server;
    this.opener = opener;
    this.identity = identity;
    this.tokens = tokens;
    this.workload = new Workload(loop, identity, this::id, tokens, new ToMaster());
    this.listing = new AgentListing(this);
    this.api = new AgentApi(this, listing, logins);
    this.info =
        AgentInfo.newBuilder()
            .setHostname(identity.hostname())
            .setPort(identity.port())
            .addAllResources(resources.toMessages(Optional.empty(), Optional.empty()))
            .addAllAttributes(attributes)
            .build();
  }

  /**
   * Opens an agent on any free port of the loopback address; {@link #connect} registers it.
   *
   * @param executorTokens whether its executors must show the token that it gives them
   * @param tls absent: http
   * @param logins that operators must give ({@code --authenticate_http_readonly}, {@code
   *     …_readwrite})
   * @throws IOException if it can't listen
   */
  public static MesosAgent open(
      EventLoop loop,
      String hostname,
      Path workDir,
      ResourceSet resources,
      List<Attribute> attributes,
      Duration updateRetry,
      boolean executorTokens,
      Optional<ServerTls> tls,
      Logins logins)
      throws IOException {
    // The server must be up before the agent can know its port, and the agent before it can serve.
    MesosAgent[] made = new MesosAgent[1];
    Opener opener =
        port ->
            LoopbackServer.open(
                "agent", port, loop, request -> new ExecutorApi(made[0]).serve(request), tls);
    LoopbackServer server = opener.open(0);
    AgentIdentity identity =
        new AgentIdentity(hostname, ADDRESS, server.port(), workDir, SHUTDOWN_GRACE, updateRetry);
    MesosAgent agent =
        new MesosAgent(
            loop,
            server,
            opener,
            identity,
            resources,
            attributes,
            executorTokens ? Optional.of(new ExecutorTokens()) : Optional.empty(),
            logins);
    loop.execute(() -> made[0] = agent);
    return agent;
  }

  /** Its id; empty until it registers. */
  public String id() {
    return info.getId().getValue();
  }

  /** Whether this is, or was, its id; after it was marked gone it gets another. */
  public boolean wasKnownAs(String id) {
    return pastIds.contains(id);
  }

  public int port() {
    return identity.port();
  }

  public String hostname() {
    return identity.hostname();
  }

  @Override
  public AgentInfo info() {
    return info;
  }

  @Override
  public Collection<Task> tasks() {
    return workload.tasks();
  }

  @Override
  public Map<String, FrameworkInfo> frameworks() {
    return workload.report().frameworks();
  }

  /** What executors must show; empty if they need not. */
  Optional<ExecutorTokens> tokens() {
    return tokens;
  }

  public boolean connected() {
    return master != null;
  }

  /** Registers with a master, again if it has an id; then it also sends what the master missed. */
  public void connect(MasterPort leader) {
    if (id().isEmpty()) {
      String id = leader.register(info, identity.pid(), this);
      info = info.toBuilder().setId(Ids.agent(id)).build();
      pastIds.add(id);
      master = leader;
    } else {
      master = leader;
      leader.reregister(info, identity.pid(), workload.report(), this);
      workload.resend();
    }
  }

  /** The master is gone. What runs here runs on, whoever leads next. */
  public void masterLost() {
    master = null;
  }

  /**
   * The agent is out of the master's reach for longer than its connection lasts: the master gives
   * up what runs for frameworks without checkpoints, and so it dies.
   */
  public void disconnect() {
    master = null;
    workload.killUncheckpointed();
  }

  /**
   * The daemon dies and is back: executors lose their connections and keep running, and it is no
   * longer known which updates were under way.
   */
  public void restart() {
    workload.restart();
  }

  /** Shuts down in good order: kills everything and unregisters. */
  public void unregister() {
    MasterPort leader = master;
    workload.killAll();
    if (leader != null) {
      leader.unregister(id());
    }
    master = null;
  }

  /** It was marked gone: everything is killed, and should it come back, it is a new agent. */
  @Override
  public void shutdown() {
    workload.killAll();
    master = null;
    info = info.toBuilder().clearId().build();
  }

  AgentApi api() {
    return api;
  }

  @Override
  public boolean recovering() {
    return recovering;
  }

  @Override
  public String recoveryTimeout() {
    return recoveryTimeout;
  }

  /** Sets what it says of its flag; it does not act on it. */
  public void recoveryTimeout(String value) {
    recoveryTimeout = value;
  }

  /** The dead daemon's port: connections are refused. From any thread but the cluster's. */
  public void closePort() {
    server.close();
  }

  /**
   * The daemon is there again and recovers, until it is told that it has. From any other thread.
   */
  public void openPort() throws IOException {
    loop.run(
        () -> {
          recovering = true;
        });
    server = opener.open(identity.port());
  }

  /** Recovery is over. */
  public void recovered() {
    recovering = false;
  }

  boolean runs(String frameworkId) {
    return workload.runs(frameworkId);
  }

  Optional<ExecutorContainer> executor(String frameworkId, String executorId) {
    return workload.executor(frameworkId, executorId);
  }

  /** An executor sends something to its scheduler. */
  void fromExecutor(String frameworkId, String executorId, ByteString data) {
    MasterPort leader = master;
    if (leader != null) {
      leader.message(id(), frameworkId, executorId, data);
    }
  }

  @Override
  public void runTask(FrameworkInfo framework, TaskInfo task) {
    workload.runTask(framework, task);
  }

  @Override
  public void killTask(String frameworkId, String taskId, @Nullable KillPolicy policy) {
    workload.killTask(frameworkId, taskId, policy);
  }

  @Override
  public void acknowledge(String frameworkId, String taskId, ByteString uuid) {
    workload.acknowledge(frameworkId, taskId, uuid);
  }

  @Override
  public void message(String frameworkId, String executorId, ByteString data) {
    workload.message(frameworkId, executorId, data);
  }

  @Override
  public void shutdownExecutor(String frameworkId, String executorId) {
    workload.shutdownExecutor(frameworkId, executorId);
  }

  @Override
  public void frameworkReturned(String frameworkId) {
    workload.resend(frameworkId);
  }

  @Override
  public void shutdownFramework(String frameworkId) {
    workload.shutdownFramework(frameworkId);
  }

  /** Sends to the master, if there is one. */
  private final class ToMaster implements Workload.Listener {

    @Override
    public void status(String frameworkId, TaskStatus status, Task task) {
      MasterPort leader = master;
      if (leader != null) {
        leader.update(new StatusUpdate(frameworkId, status, task.getState()));
      }
    }

    @Override
    public void completed(Task task) {
      listing.completed(task);
    }

    @Override
    public void exited(String frameworkId, String executorId, ExitStatus status) {
      MasterPort leader = master;
      if (leader != null) {
        leader.executorExited(id(), frameworkId, executorId, status.waitStatus());
      }
    }
  }

  /** Kills whatever runs and closes the port; from any thread but the cluster's. */
  @Override
  public void close() {
    loop.run(workload::killAll);
    server.close();
  }
}
