package io.herald.minimesos.agent;

import com.google.protobuf.ByteString;
import io.herald.minimesos.link.AgentReport;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.process.ContainerProcesses;
import io.herald.minimesos.process.ExitStatus;
import io.herald.minimesos.process.Sandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.HealthCheck;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What runs on an agent: its tasks, their containers, and the status updates that are not yet
 * acknowledged. It runs on without a master. For the cluster's thread.
 */
final class Workload implements Host {

  private final EventLoop loop;
  private final AgentIdentity identity;
  private final Supplier<String> agentId;
  private final Optional<ExecutorTokens> tokens;
  private final Listener listener;
  private final UpdateStreams updates;
  private final HealthProbes probes = new HealthProbes();
  private final Map<TaskKey, Task> tasks = new LinkedHashMap<>();
  private final Map<TaskKey, Container> containers = new LinkedHashMap<>();

  /** The agent, which passes on to the master what it hears. */
  interface Listener {

    /** A status is to be sent; again, until it is acknowledged. */
    void status(String frameworkId, TaskStatus status, Task task);

    /** A task's end was acknowledged: the agent has nothing to do with it any more. */
    void completed(Task task);

    /** An executor has ended. */
    void exited(String frameworkId, String executorId, ExitStatus status);
  }

  /**
   * @param agentId the agent's id, empty until it registers
   * @param tokens what executors must show; empty if they need not
   */
  Workload(
      EventLoop loop,
      AgentIdentity identity,
      Supplier<String> agentId,
      Optional<ExecutorTokens> tokens,
      Listener listener) {
    this.loop = loop;
    this.identity = identity;
    this.agentId = agentId;
    this.tokens = tokens;
    this.listener = listener;
    this.updates = new UpdateStreams(loop, identity.updateRetry(), this::forward);
  }

  /** All of it, for a master that the agent registers with again. */
  AgentReport report() {
    List<ExecutorInfo> executors = new ArrayList<>();
    Map<String, FrameworkInfo> frameworks = new LinkedHashMap<>();
    for (Container container : containers.values()) {
      container.executor().ifPresent(executors::add);
      frameworks.put(frameworkId(container), container.framework());
    }
    return new AgentReport(List.copyOf(tasks.values()), executors, frameworks);
  }

  /** Sends the updates that wait for their acknowledgement once more, of all frameworks. */
  void resend() {
    updates.resend(key -> true);
  }

  /** As {@link #resend()}, of one framework. */
  void resend(String frameworkId) {
    updates.resend(key -> key.frameworkId().equals(frameworkId));
  }

  /** Kills what runs for frameworks without checkpoints. */
  void killUncheckpointed() {
    kill(container -> !container.framework().getCheckpoint());
  }

  /** Kills everything. */
  void killAll() {
    kill(container -> true);
    List.copyOf(tasks.keySet()).forEach(this::remove);
  }

  private void kill(Predicate<Container> which) {
    for (Container container : List.copyOf(containers.values())) {
      if (which.test(container)) {
        container.silence();
        container.destroy();
        removeTasksOf(container);
      }
    }
  }

  private void removeTasksOf(Container container) {
    tasks.entrySet().stream()
        .filter(entry -> entry.getKey().frameworkId().equals(frameworkId(container)))
        .filter(entry -> executorOf(entry.getValue()).equals(container.executorId()))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::remove);
  }

  private void remove(TaskKey key) {
    tasks.remove(key);
    updates.drop(key);
  }

  /**
   * The daemon dies and is back: executors lose their connections and keep running, and it is no
   * longer known which updates were under way.
   */
  void restart() {
    tasks.replaceAll(
        (key, task) -> task.toBuilder().clearStatusUpdateState().clearStatusUpdateUuid().build());
    containers.values().forEach(Container::breakOff);
  }

  /** All that aren't completed. */
  List<Task> tasks() {
    return List.copyOf(tasks.values());
  }

  boolean runs(String frameworkId) {
    return containers.keySet().stream().anyMatch(key -> key.frameworkId().equals(frameworkId));
  }

  Optional<ExecutorContainer> executor(String frameworkId, String executorId) {
    return containers.get(new TaskKey(frameworkId, executorId)) instanceof ExecutorContainer found
        ? Optional.of(found)
        : Optional.empty();
  }

  private Optional<Container> container(String frameworkId, String executorId) {
    return Optional.ofNullable(containers.get(new TaskKey(frameworkId, executorId)));
  }

  void runTask(FrameworkInfo framework, TaskInfo task) {
    String frameworkId = framework.getId().getValue();
    tasks.put(
        new TaskKey(frameworkId, task.getTaskId().getValue()),
        TaskMessages.launched(frameworkId, task));
    if (task.hasCommand()) {
      CommandContainer container = new CommandContainer(this, framework, task);
      containers.put(new TaskKey(frameworkId, container.executorId()), container);
      container.launch(task);
      return;
    }
    TaskKey key = new TaskKey(frameworkId, task.getExecutor().getExecutorId().getValue());
    Container running = containers.get(key);
    if (running != null) {
      running.launch(task);
      return;
    }
    ExecutorContainer started =
        new ExecutorContainer(this, framework, task.getExecutor(), Ids.agent(agentId.get()));
    containers.put(key, started);
    if (started.start(task)) {
      started.launch(task);
    } else {
      ended(started, Optional.of(ExitStatus.NEVER_RAN));
    }
  }

  void killTask(String frameworkId, String taskId, @Nullable KillPolicy policy) {
    Task task = tasks.get(new TaskKey(frameworkId, taskId));
    if (task != null) {
      container(frameworkId, executorOf(task)).ifPresent(found -> found.kill(taskId, policy));
    }
  }

  void acknowledge(String frameworkId, String taskId, ByteString uuid) {
    TaskKey key = new TaskKey(frameworkId, taskId);
    if (updates.acknowledge(key, uuid)) {
      Task ended = tasks.remove(key);
      if (ended != null) {
        listener.completed(ended);
      }
    }
  }

  void message(String frameworkId, String executorId, ByteString data) {
    container(frameworkId, executorId).ifPresent(container -> container.message(data));
  }

  void shutdownExecutor(String frameworkId, String executorId) {
    container(frameworkId, executorId).ifPresent(Container::shutdown);
  }

  void shutdownFramework(String frameworkId) {
    for (Container container : List.copyOf(containers.values())) {
      if (frameworkId(container).equals(frameworkId)) {
        container.silence();
        container.shutdown();
      }
    }
    tasks.keySet().stream()
        .filter(key -> key.frameworkId().equals(frameworkId))
        .toList()
        .forEach(this::remove);
  }

  private void forward(TaskKey key, TaskStatus status) {
    Task task = tasks.get(key);
    if (task != null) {
      Task forwarding = TaskMessages.forwarding(task, status);
      tasks.put(key, forwarding);
      listener.status(key.frameworkId(), status, forwarding);
    }
  }

  private static String executorOf(Task task) {
    return task.hasExecutorId() ? task.getExecutorId().getValue() : task.getTaskId().getValue();
  }

  private static String frameworkId(Container container) {
    return container.framework().getId().getValue();
  }

  // ---- what containers ask of their host ----

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
    return Sandbox.make(identity.workDir(), agentId.get(), frameworkId, executorId);
  }

  @Override
  public ContainerProcesses start(
      FrameworkInfo framework, String executorId, Sandbox sandbox, CommandInfo command)
      throws IOException {
    return ContainerProcesses.start(
        line(command), environment(framework, executorId, sandbox, command), sandbox.folder());
  }

  @Override
  public HealthProbes probes() {
    return probes;
  }

  @Override
  public ContainerProcesses startCheck(
      FrameworkInfo framework, String executorId, Sandbox sandbox, TaskInfo task, HealthCheck check)
      throws IOException {
    CommandInfo.Builder command = check.getCommand().toBuilder();
    command.setEnvironment(
        task.getCommand().getEnvironment().toBuilder()
            .mergeFrom(check.getCommand().getEnvironment()));
    return ContainerProcesses.startBeside(
        line(check.getCommand()),
        environment(framework, executorId, sandbox, command.build()),
        sandbox.folder());
  }

  private static List<String> line(CommandInfo command) {
    List<String> line = new ArrayList<>();
    if (command.getShell()) {
      line.addAll(List.of("sh", "-c", command.getValue()));
    } else {
      line.add(command.getValue());
      // The first argument is the name that the program is to see; setsid can't pass that on.
      command.getArgumentsList().stream().skip(1).forEach(line::add);
    }
    return line;
  }

  private Map<String, String> environment(
      FrameworkInfo framework, String executorId, Sandbox sandbox, CommandInfo command) {
    return LaunchEnvironment.of(
        System.getenv(),
        identity,
        agentId.get(),
        framework,
        executorId,
        sandbox,
        identity.shutdownGrace(),
        token(framework.getId().getValue(), executorId, sandbox),
        command);
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
    String framework = frameworkId(container);
    containers.remove(new TaskKey(framework, container.executorId()), container);
    exit.ifPresent(status -> listener.exited(framework, container.executorId(), status));
  }
}
