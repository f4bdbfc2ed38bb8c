package io.herald.minimesos.agent;

import com.google.protobuf.ByteString;
import io.herald.minimesos.http.EventChannel;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.loop.Timer;
import io.herald.minimesos.process.ContainerProcesses;
import io.herald.minimesos.process.ExitStatus;
import io.herald.minimesos.process.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor of a framework's own. Tasks wait until it subscribes; it may subscribe again at any
 * time. If its process ends, its tasks have failed. For the cluster's thread.
 */
final class ExecutorContainer implements Container {

  private static final Logger log = LoggerFactory.getLogger(ExecutorContainer.class);
  private static final Duration REGISTRATION_TIMEOUT = Duration.ofMinutes(1);

  private final Host host;
  private final FrameworkInfo framework;
  private final ExecutorInfo info;
  private final Map<String, TaskInfo> queued = new LinkedHashMap<>();
  private final Map<String, TaskInfo> launched = new LinkedHashMap<>();
  private final Set<String> staging = new LinkedHashSet<>();
  private AgentStatuses statuses;
  private @Nullable ContainerProcesses process;
  private @Nullable EventChannel<Event> channel;
  private boolean subscribedOnce;
  private boolean terminating;
  private boolean silent;
  private Timer deadline = Timer.NONE;

  ExecutorContainer(Host host, FrameworkInfo framework, ExecutorInfo info, AgentID agentId) {
    this.host = host;
    this.framework = framework;
    this.info = info;
    this.statuses = AgentStatuses.unstarted(host.identity(), executorId(), agentId);
  }

  /** Starts the process. False if that failed; its tasks then get a status that says so. */
  boolean start(TaskInfo first) {
    try {
      Sandbox sandbox = host.sandbox(framework.getId().getValue(), executorId());
      ContainerProcesses started = host.start(framework, executorId(), sandbox, info.getCommand());
      process = started;
      statuses = statuses.started(sandbox.containerId(), started.pid());
      started.onExit(exit -> host.loop().execute(() -> exited(started, exit)));
      deadline = host.loop().after(REGISTRATION_TIMEOUT, this::neverSubscribed);
      return true;
    } catch (IOException e) {
      fail(
          first.getTaskId(),
          TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED,
          "Failed to launch container: " + e.getMessage());
      return false;
    }
  }

  @Override
  public FrameworkInfo framework() {
    return framework;
  }

  @Override
  public String executorId() {
    return info.getExecutorId().getValue();
  }

  @Override
  public Optional<ExecutorInfo> executor() {
    return Optional.of(info);
  }

  /** Whether it has ever subscribed; before that it may do nothing else. */
  boolean subscribedOnce() {
    return subscribedOnce;
  }

  @Override
  public void launch(TaskInfo task) {
    String id = task.getTaskId().getValue();
    if (terminating) {
      fail(
          task.getTaskId(),
          TaskStatus.Reason.REASON_EXECUTOR_TERMINATED,
          "Executor " + executorId() + " is terminating");
    } else if (channel == null) {
      queued.put(id, task);
    } else {
      launched.put(id, task);
      staging.add(id);
      Event.Builder event = Event.newBuilder().setType(Event.Type.LAUNCH);
      event.getLaunchBuilder().setTask(task);
      send(event);
    }
  }

  /** The executor subscribes, for the first time or again. */
  void subscribed(Call.Subscribe call, EventChannel<Event> fresh, AgentInfo agent) {
    EventChannel<Event> old = channel;
    if (old != null) {
      old.end();
    }
    boolean again = subscribedOnce;
    channel = fresh;
    subscribedOnce = true;
    fresh.onClose(() -> host.loop().execute(() -> left(fresh)));
    if (!terminating) {
      deadline.cancel();
    }
    Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    event
        .getSubscribedBuilder()
        .setExecutorInfo(info)
        .setFrameworkInfo(framework)
        .setAgentInfo(agent)
        .setContainerId(statuses.container().getContainerId());
    send(event);
    call.getUnacknowledgedUpdatesList().forEach(update -> update(update.getStatus()));
    if (again) {
      dropUnheard(call.getUnacknowledgedTasksList());
    }
    List<TaskInfo> waiting = List.copyOf(queued.values());
    queued.clear();
    waiting.forEach(this::launch);
    if (terminating) {
      send(Event.newBuilder().setType(Event.Type.SHUTDOWN));
    }
  }

  /** Tasks that were sent into a connection that broke: the executor never heard of them. */
  private void dropUnheard(List<TaskInfo> heard) {
    Set<String> unheard = new LinkedHashSet<>(staging);
    heard.forEach(task -> unheard.remove(task.getTaskId().getValue()));
    boolean aware =
        framework.getCapabilitiesList().stream()
            .anyMatch(
                capability ->
                    capability.getType() == FrameworkInfo.Capability.Type.PARTITION_AWARE);
    for (String id : unheard) {
      status(
          statuses.byAgent(
              Ids.task(id),
              aware ? TaskState.TASK_DROPPED : TaskState.TASK_LOST,
              TaskStatus.Reason.REASON_AGENT_RESTARTED,
              "Task launched while its executor was not connected"));
    }
  }

  private void left(EventChannel<Event> closed) {
    if (closed.equals(channel)) {
      channel = null;
    }
  }

  /** The executor sends an update; it has its acknowledgement as soon as the agent took it. */
  void update(TaskStatus status) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.ACKNOWLEDGED);
    event.getAcknowledgedBuilder().setTaskId(status.getTaskId()).setUuid(status.getUuid());
    status(statuses.complete(status));
    send(event);
  }

  private void status(TaskStatus status) {
    String id = status.getTaskId().getValue();
    staging.remove(id);
    if (TaskMessages.isTerminal(status.getState())) {
      launched.remove(id);
      queued.remove(id);
    }
    if (!silent) {
      host.status(framework.getId().getValue(), status);
    }
  }

  private void fail(TaskID task, TaskStatus.Reason reason, String message) {
    status(statuses.byAgent(task, TaskState.TASK_FAILED, reason, message));
  }

  @Override
  public void kill(String taskId, @Nullable KillPolicy policy) {
    TaskInfo waiting = queued.remove(taskId);
    if (waiting != null) {
      status(
          statuses.byAgent(
              waiting.getTaskId(),
              TaskState.TASK_KILLED,
              TaskStatus.Reason.REASON_TASK_KILLED_DURING_LAUNCH,
              "Killed before delivery to the executor"));
      if (queued.isEmpty() && launched.isEmpty()) {
        shutdown();
      }
      return;
    }
    Event.Builder event = Event.newBuilder().setType(Event.Type.KILL);
    event.getKillBuilder().setTaskId(Ids.task(taskId));
    if (policy != null) {
      event.getKillBuilder().setKillPolicy(policy);
    }
    send(event);
  }

  @Override
  public void message(ByteString data) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.MESSAGE);
    event.getMessageBuilder().setData(data);
    send(event);
  }

  private void send(Event.Builder event) {
    EventChannel<Event> open = channel;
    if (open == null) {
      log.debug("executor {} is not connected, {} is lost", executorId(), event.getType());
    } else {
      open.send(event.build());
    }
  }

  private void neverSubscribed() {
    log.warn(
        "executor {} of framework {} did not subscribe within {} s, it is killed; see stderr in its"
            + " sandbox",
        executorId(),
        framework.getId().getValue(),
        REGISTRATION_TIMEOUT.toSeconds());
    destroy();
  }

  @Override
  public void shutdown() {
    ContainerProcesses running = process;
    if (terminating || running == null) {
      return;
    }
    terminating = true;
    send(Event.newBuilder().setType(Event.Type.SHUTDOWN));
    deadline.cancel();
    deadline = host.loop().after(grace(), running::destroy);
  }

  private Duration grace() {
    return info.hasShutdownGracePeriod()
        ? Duration.ofNanos(info.getShutdownGracePeriod().getNanoseconds())
        : host.identity().shutdownGrace();
  }

  private void exited(ContainerProcesses ended, ExitStatus exit) {
    deadline.cancel();
    ended.destroy();
    EventChannel<Event> open = channel;
    channel = null;
    if (open != null) {
      open.end();
    }
    Map<String, TaskInfo> unfinished = new LinkedHashMap<>(launched);
    unfinished.putAll(queued);
    String when = subscribedOnce ? "" : " before it subscribed";
    for (TaskInfo task : unfinished.values()) {
      fail(
          task.getTaskId(),
          TaskStatus.Reason.REASON_EXECUTOR_TERMINATED,
          "Abnormal executor termination: executor " + exit.describe() + when);
    }
    host.ended(this, silent ? Optional.empty() : Optional.of(exit));
  }

  @Override
  public void silence() {
    silent = true;
  }

  @Override
  public void destroy() {
    ContainerProcesses running = process;
    if (running != null) {
      terminating = true;
      running.destroy();
    }
  }

  @Override
  public void breakOff() {
    EventChannel<Event> open = channel;
    channel = null;
    if (open != null) {
      open.breakOff();
    }
  }
}
