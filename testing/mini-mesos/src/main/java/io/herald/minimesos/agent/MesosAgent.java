package io.herald.minimesos.agent;

import com.google.protobuf.ByteString;
import io.herald.minimesos.http.LoopbackServer;
import io.herald.minimesos.http.ServerTls;
import io.herald.minimesos.link.AgentPort;
import io.herald.minimesos.link.AgentReport;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.MasterPort;
import io.herald.minimesos.link.StatusUpdate;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.process.ContainerProcesses;
import io.herald.minimesos.process.ExitStatus;
import io.herald.minimesos.process.Sandbox;
import io.herald.minimesos.resources.ResourceSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * An agent: it runs containers whether or not a master is there, keeps what it has to tell, and
 * tells it when it can. Opened and closed by its owner; all else is for the cluster's thread.
 */
public final class MesosAgent implements AgentPort, AutoCloseable {

  private static final String ADDRESS = "127.0.0.1";
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final LoopbackServer door;
  private final AgentIdentity identity;
  private final Optional<ExecutorTokens> tokens;
  private final UpdateStreams updates;
  private final Hosting hosting = new Hosting();
  private final Map<TaskKey, Task> tasks = new LinkedHashMap<>();
  private final Map<TaskKey, Container> containers = new LinkedHashMap<>();
  private final Set<String> pastIds = new HashSet<>();
  private AgentInfo info;
  private @Nullable MasterPort master;

  private MesosAgent(
      EventLoop loop,
      LoopbackServer door,
      AgentIdentity identity,
      ResourceSet resources,
      List<Attribute> attributes,
      Optional<ExecutorTokens> tokens) {
    this.loop = loop;
    this.door = door;
    this.identity = identity;
    this.tokens = tokens;
    this.updates = new UpdateStreams(loop, identity.updateRetry(), this::forward);
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
      Optional<ServerTls> tls)
      throws IOException {
    // The server must be up before the agent can know its port, and the agent before it can serve.
    MesosAgent[] made = new MesosAgent[1];
    LoopbackServer door =
        LoopbackServer.open(
            "agent", 0, loop, request -> new ExecutorApi(made[0]).serve(request), tls);
    AgentIdentity identity =
        new AgentIdentity(hostname, ADDRESS, door.port(), workDir, SHUTDOWN_GRACE, updateRetry);
    MesosAgent agent =
        new MesosAgent(
            loop,
            door,
            identity,
            resources,
            attributes,
            executorTokens ? Optional.of(new ExecutorTokens()) : Optional.empty());
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

  AgentInfo info() {
    return info;
  }

  /** What executors must show; empty if they need not. */
  Optional<ExecutorTokens> tokens() {
    return tokens;
  }

  public boolean connected() {
    return master != null;
  }

  /** Registers with a master, again if it has an id, and tells it what it missed. */
  public void connect(MasterPort leader) {
    if (id().isEmpty()) {
      String id = leader.register(info, identity.pid(), this);
      info = info.toBuilder().setId(Ids.agent(id)).build();
      pastIds.add(id);
      master = leader;
    } else {
      master = leader;
      leader.reregister(info, identity.pid(), report(), this);
      updates.resend(key -> true);
    }
  }

  private AgentReport report() {
    List<ExecutorInfo> executors = new ArrayList<>();
    Map<String, FrameworkInfo> frameworks = new LinkedHashMap<>();
    for (Container container : containers.values()) {
      container.executor().ifPresent(executors::add);
      frameworks.put(container.framework().getId().getValue(), container.framework());
    }
    return new AgentReport(List.copyOf(tasks.values()), executors, frameworks);
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
    for (Container container : List.copyOf(containers.values())) {
      if (!container.framework().getCheckpoint()) {
        abandon(container);
      }
    }
  }

  /**
   * The daemon dies and is there again: executors lose their connections and keep running, and
   * which updates were under way is no longer known.
   */
  public void restart() {
    tasks.replaceAll(
        (key, task) -> task.toBuilder().clearStatusUpdateState().clearStatusUpdateUuid().build());
    containers.values().forEach(Container::breakOff);
  }

  /** Shuts down in good order: tells the master, kills everything. */
  public void unregister() {
    MasterPort told = master;
    abandonAll();
    if (told != null) {
      told.unregister(id());
    }
    master = null;
  }

  /** It was marked gone: everything is killed, and should it come back, it is a new agent. */
  @Override
  public void shutdown() {
    abandonAll();
    master = null;
    info = info.toBuilder().clearId().build();
  }

  private void abandonAll() {
    List.copyOf(containers.values()).forEach(this::abandon);
    List.copyOf(tasks.keySet()).forEach(this::forgetTask);
  }

  private void abandon(Container container) {
    container.silence();
    container.destroy();
    String framework = container.framework().getId().getValue();
    forgetTasks(framework, container);
  }

  private void forgetTasks(String frameworkId, Container container) {
    for (Map.Entry<TaskKey, Task> entry : List.copyOf(tasks.entrySet())) {
      if (entry.getKey().frameworkId().equals(frameworkId)
          && executorOf(entry.getValue()).equals(container.executorId())) {
        forgetTask(entry.getKey());
      }
    }
  }

  private void forgetTask(TaskKey key) {
    tasks.remove(key);
    updates.drop(key);
  }

  private static String executorOf(Task task) {
    return task.hasExecutorId() ? task.getExecutorId().getValue() : task.getTaskId().getValue();
  }

  boolean runs(String frameworkId) {
    return containers.keySet().stream().anyMatch(key -> key.frameworkId().equals(frameworkId));
  }

  Optional<ExecutorContainer> executor(String frameworkId, String executorId) {
    return containers.get(new TaskKey(frameworkId, executorId)) instanceof ExecutorContainer found
        ? Optional.of(found)
        : Optional.empty();
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
    String frameworkId = framework.getId().getValue();
    tasks.put(
        new TaskKey(frameworkId, task.getTaskId().getValue()),
        TaskMessages.launched(frameworkId, task));
    if (task.hasCommand()) {
      CommandContainer container = new CommandContainer(hosting, framework, task);
      containers.put(new TaskKey(frameworkId, container.executorId()), container);
      container.launch(task);
      return;
    }
    TaskKey key = new TaskKey(frameworkId, task.getExecutor().getExecutorId().getValue());
    Container running = containers.get(key);
    if (running == null) {
      ExecutorContainer fresh =
          new ExecutorContainer(hosting, framework, task.getExecutor(), info.getId());
      containers.put(key, fresh);
      if (fresh.start(task)) {
        fresh.launch(task);
      } else {
        hosting.ended(fresh, Optional.of(ExitStatus.NEVER_RAN));
      }
    } else {
      running.launch(task);
    }
  }

  @Override
  public void killTask(String frameworkId, String taskId, @Nullable KillPolicy policy) {
    Task task = tasks.get(new TaskKey(frameworkId, taskId));
    Container container =
        task == null ? null : containers.get(new TaskKey(frameworkId, executorOf(task)));
    if (container != null) {
      container.kill(taskId, policy);
    }
  }

  @Override
  public void acknowledge(String frameworkId, String taskId, ByteString uuid) {
    TaskKey key = new TaskKey(frameworkId, taskId);
    if (updates.acknowledge(key, uuid)) {
      tasks.remove(key);
    }
  }

  @Override
  public void message(String frameworkId, String executorId, ByteString data) {
    Container container = containers.get(new TaskKey(frameworkId, executorId));
    if (container != null) {
      container.message(data);
    }
  }

  @Override
  public void shutdownExecutor(String frameworkId, String executorId) {
    Container container = containers.get(new TaskKey(frameworkId, executorId));
    if (container != null) {
      container.shutdown();
    }
  }

  @Override
  public void frameworkReturned(String frameworkId) {
    updates.resend(key -> key.frameworkId().equals(frameworkId));
  }

  @Override
  public void shutdownFramework(String frameworkId) {
    for (Container container : List.copyOf(containers.values())) {
      if (container.framework().getId().getValue().equals(frameworkId)) {
        container.silence();
        container.shutdown();
      }
    }
    for (TaskKey key : List.copyOf(tasks.keySet())) {
      if (key.frameworkId().equals(frameworkId)) {
        forgetTask(key);
      }
    }
  }

  private void forward(TaskKey key, TaskStatus status) {
    Task task = tasks.get(key);
    MasterPort leader = master;
    if (task != null) {
      Task forwarding = TaskMessages.forwarding(task, status);
      tasks.put(key, forwarding);
      if (leader != null) {
        leader.update(new StatusUpdate(key.frameworkId(), status, forwarding.getState()));
      }
    }
  }

  /** What containers ask of their agent. */
  private final class Hosting implements Host {

    @Override
    public EventLoop loop() {
      return loop;
    }

    @Override
    public AgentIdentity identity() {
      return identity;
    }

    @Override
    public Sandbox sandbox(String frameworkId, String executorId) throws IOException {
      return Sandbox.make(identity.workDir(), id(), frameworkId, executorId);
    }

    @Override
    public ContainerProcesses start(
        FrameworkInfo framework, String executorId, Sandbox sandbox, CommandInfo command)
        throws IOException {
      List<String> line = new ArrayList<>();
      if (command.getShell()) {
        line.addAll(List.of("sh", "-c", command.getValue()));
      } else {
        line.add(command.getValue());
        // The first argument is the name that the program is to see; setsid can't pass that on.
        command.getArgumentsList().stream().skip(1).forEach(line::add);
      }
      return ContainerProcesses.start(
          line,
          LaunchEnvironment.of(
              System.getenv(),
              identity,
              id(),
              framework,
              executorId,
              sandbox,
              identity.shutdownGrace(),
              token(framework.getId().getValue(), executorId, sandbox),
              command),
          sandbox.folder());
    }

    /** For executors; Mesos' own executor of a command takes it from the command's environment. */
    private Optional<String> token(String frameworkId, String executorId, Sandbox sandbox) {
      return executor(frameworkId, executorId).isPresent()
          ? tokens.map(issuer -> issuer.issue(frameworkId, executorId, sandbox.containerId()))
          : Optional.empty();
    }

    @Override
    public void status(String frameworkId, TaskStatus status) {
      TaskKey key = new TaskKey(frameworkId, status.getTaskId().getValue());
      Task task = tasks.get(key);
      if (task != null && !updates.knows(key, status.getUuid())) {
        tasks.put(key, TaskMessages.updated(task, status, status.getState()));
        updates.add(key, status);
      }
    }

    @Override
    public void ended(Container container, Optional<ExitStatus> exit) {
      String framework = container.framework().getId().getValue();
      containers.remove(new TaskKey(framework, container.executorId()), container);
      MasterPort leader = master;
      if (leader != null) {
        exit.ifPresent(
            status ->
                leader.executorExited(
                    id(), framework, container.executorId(), status.waitStatus()));
      }
    }
  }

  /** Kills whatever runs and closes the port; from any thread but the cluster's. */
  @Override
  public void close() {
    loop.submit(
            () -> {
              abandonAll();
              return true;
            })
        .join();
    door.close();
  }
}
