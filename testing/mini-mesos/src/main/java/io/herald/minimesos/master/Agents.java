package io.herald.minimesos.master;

import io.herald.minimesos.link.AgentPort;
import io.herald.minimesos.link.AgentReport;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.link.Times;
import io.herald.minimesos.loop.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.TimeInfo;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * The coming and going of agents. The order of events is that of a real master (case A to D of its
 * records): an agent that is unreachable or gone is not reported as removed, its tasks are; one
 * that is back after that brings its tasks first and itself then, unless a task's framework is not
 * known yet.
 */
public final class Agents {

  private final ClusterView view;
  private final Snapshots snapshots;
  private final Subscribers subscribers;
  private final TaskLife taskLife;
  private final Offers offers;
  private final EventLoop loop;
  private final Duration pingTimeout;

  Agents(
      ClusterView view,
      Snapshots snapshots,
      Subscribers subscribers,
      TaskLife taskLife,
      Offers offers,
      EventLoop loop,
      Duration pingTimeout) {
    this.view = view;
    this.snapshots = snapshots;
    this.subscribers = subscribers;
    this.taskLife = taskLife;
    this.offers = offers;
    this.loop = loop;
    this.pingTimeout = pingTimeout;
  }

  String register(AgentInfo info, String pid, AgentPort port) {
    AgentInfo named = info.toBuilder().setId(Ids.agent(view.newAgentId())).build();
    AgentEntry agent = new AgentEntry(named, pid, port, Instant.now());
    view.agents.put(agent.id, agent);
    subscribers.agentAdded(snapshots, agent);
    offers.allocate();
    return agent.id;
  }

  /** An agent is back, with its tasks; one that was marked gone has to shut down. */
  void reregister(AgentInfo info, String pid, AgentReport report, AgentPort port) {
    String id = info.getId().getValue();
    if (view.goneAgents.contains(id)) {
      port.shutdown();
      return;
    }
    AgentEntry known = view.agents.get(id);
    if (known != null) {
      returnKnown(known, report, port);
    } else {
      returnUnknown(info, pid, report, port);
    }
    report.frameworks().keySet().stream()
        .filter(view::isCompleted)
        .forEach(port::shutdownFramework);
    offers.allocate();
  }

  private void returnKnown(AgentEntry agent, AgentReport report, AgentPort port) {
    agent.pingTimeout.cancel();
    agent.active = true;
    agent.port = port;
    agent.reregistered = Optional.of(Instant.now());
    Set<String> reported =
        report.tasks().stream()
            .map(task -> task.getTaskId().getValue())
            .collect(Collectors.toSet());
    for (Task task : view.tasksOf(agent.id)) {
      FrameworkEntry framework = frameworkOf(task);
      if (!reported.contains(task.getTaskId().getValue())
          && !TaskMessages.isTerminal(task.getState())) {
        taskLife.lose(
            framework,
            task,
            TaskStatus.Reason.REASON_RECONCILIATION,
            "Reconciliation: Task is unknown to the agent");
      }
    }
  }

  private void returnUnknown(AgentInfo info, String pid, AgentReport report, AgentPort port) {
    String id = info.getId().getValue();
    boolean wasUnreachable = view.unreachableAgents.remove(id) != null;
    view.recoveredAgents.remove(id);
    AgentEntry agent = new AgentEntry(info, pid, port, Instant.now());
    agent.reregistered = Optional.of(Instant.now());
    view.agents.put(id, agent);

    List<FrameworkEntry> fresh = recover(report.frameworks());
    List<Task> reported = new ArrayList<>();
    for (Task task : report.tasks()) {
      FrameworkEntry framework = view.frameworks.get(task.getFrameworkId().getValue());
      if (framework != null) {
        framework.unreachableTasks.remove(task.getTaskId().getValue());
        framework.tasks.put(task.getTaskId().getValue(), task);
        reported.add(task);
        if (!fresh.contains(framework)) {
          subscribers.taskAdded(task);
        }
      }
    }
    for (ExecutorInfo executor : report.executors()) {
      FrameworkEntry framework = view.frameworks.get(executor.getFrameworkId().getValue());
      if (framework != null) {
        framework.addExecutor(id, executor);
      }
    }
    subscribers.agentAdded(snapshots, agent);
    for (FrameworkEntry framework : fresh) {
      subscribers.frameworkAdded(framework);
      framework.tasks.values().forEach(subscribers::taskAdded);
    }
    if (wasUnreachable) {
      reported.forEach(this::reportReturn);
    }
  }

  /** Frameworks known from an agent's report alone; their schedulers are not back yet. */
  private List<FrameworkEntry> recover(Map<String, FrameworkInfo> frameworks) {
    List<FrameworkEntry> fresh = new ArrayList<>();
    frameworks.forEach(
        (id, info) -> {
          if (!view.frameworks.containsKey(id) && !view.isCompleted(id)) {
            FrameworkEntry framework = new FrameworkEntry(id, info);
            framework.recovered = true;
            view.frameworks.put(id, framework);
            fresh.add(framework);
          }
        });
    return fresh;
  }

  private void reportReturn(Task task) {
    frameworkOf(task)
        .send(
            TaskStatuses.update(
                TaskStatuses.current(
                    task,
                    task.getState(),
                    TaskStatus.Reason.REASON_AGENT_REREGISTERED,
                    "Unreachable agent re-reregistered")));
  }

  /** The connection to an agent is lost: no event of its own, its offers go. */
  void disconnected(String agentId) {
    AgentEntry agent = view.agents.get(agentId);
    if (agent == null || !agent.active) {
      return;
    }
    agent.active = false;
    offers.rescindAgent(agentId);
    for (FrameworkEntry framework : view.frameworks.values()) {
      if (!framework.info.getCheckpoint()) {
        for (Task task : framework.tasksOf(agentId)) {
          taskLife.lose(
              framework,
              task,
              TaskStatus.Reason.REASON_AGENT_DISCONNECTED,
              "Agent " + agent.info.getHostname() + " disconnected");
        }
        framework.removeExecutors(agentId);
      }
    }
    agent.pingTimeout = loop.after(pingTimeout, () -> unreachable(agentId));
  }

  /** An agent has been away for too long. */
  void unreachable(String agentId) {
    AgentEntry agent = view.agents.get(agentId);
    if (agent == null) {
      return;
    }
    disconnected(agentId);
    TimeInfo since = Times.info(Instant.now());
    for (FrameworkEntry framework : view.frameworks.values()) {
      for (Task task : framework.tasksOf(agentId)) {
        TaskState state =
            framework.partitionAware() ? TaskState.TASK_UNREACHABLE : TaskState.TASK_LOST;
        TaskStatus status =
            TaskStatuses.byMaster(
                    task, state, TaskStatus.Reason.REASON_AGENT_REMOVED, "health check timed out")
                .toBuilder()
                .setUnreachableTime(since)
                .build();
        moveToUnreachable(framework, task, status);
      }
    }
    view.unreachableAgents.put(agentId, agent.info);
    forget(agent);
  }

  /** An operator says that an agent will never be back. False if there is no such agent. */
  boolean markGone(String agentId) {
    AgentEntry agent = view.agents.get(agentId);
    if (agent == null) {
      boolean wasUnreachable = view.unreachableAgents.remove(agentId) != null;
      boolean wasAwaited = view.recoveredAgents.remove(agentId) != null;
      return (wasUnreachable || wasAwaited) && view.goneAgents.add(agentId);
    }
    offers.rescindAgent(agentId);
    for (FrameworkEntry framework : view.frameworks.values()) {
      for (Task task : framework.tasksOf(agentId)) {
        TaskState state =
            framework.partitionAware() ? TaskState.TASK_GONE_BY_OPERATOR : TaskState.TASK_LOST;
        moveToUnreachable(
            framework,
            task,
            TaskStatuses.byMaster(
                task, state, TaskStatus.Reason.REASON_AGENT_REMOVED, "Agent has been marked gone"));
      }
    }
    view.goneAgents.add(agentId);
    forget(agent);
    agent.port.shutdown();
    return true;
  }

  /** An agent says good-bye: the one case in which it is reported as removed. */
  void unregister(String agentId) {
    AgentEntry agent = view.agents.get(agentId);
    if (agent == null) {
      return;
    }
    offers.rescindAgent(agentId);
    for (FrameworkEntry framework : view.frameworks.values()) {
      for (Task task : framework.tasksOf(agentId)) {
        taskLife.lose(
            framework,
            task,
            TaskStatus.Reason.REASON_AGENT_REMOVED,
            "Agent " + agent.info.getHostname() + " removed: the agent unregistered");
      }
    }
    forget(agent);
    subscribers.agentRemoved(agentId);
  }

  private void moveToUnreachable(FrameworkEntry framework, Task task, TaskStatus status) {
    Task after = taskLife.end(framework, task, status);
    framework.tasks.remove(task.getTaskId().getValue());
    framework.unreachableTasks.put(task.getTaskId().getValue(), after);
  }

  private void forget(AgentEntry agent) {
    agent.pingTimeout.cancel();
    view.agents.remove(agent.id);
    Event.Builder failure = Event.newBuilder().setType(Event.Type.FAILURE);
    failure.getFailureBuilder().setAgentId(Ids.agent(agent.id));
    Event event = failure.build();
    for (FrameworkEntry framework : view.frameworks.values()) {
      framework.removeExecutors(agent.id);
      framework.send(event);
    }
  }

  private FrameworkEntry frameworkOf(Task task) {
    FrameworkEntry framework = view.frameworks.get(task.getFrameworkId().getValue());
    if (framework == null) {
      throw new IllegalStateException("task " + task.getTaskId().getValue() + " has no framework");
    }
    return framework;
  }
}
