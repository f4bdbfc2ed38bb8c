package io.herald.minimesos.master;

import com.google.protobuf.ByteString;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.StatusUpdate;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.link.Times;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of tasks that were launched: updates, acknowledgements, kills, reconciliation. */
final class TaskLife {

  private static final Logger log = LoggerFactory.getLogger(TaskLife.class);

  private final ClusterView view;
  private final Subscribers subscribers;

  TaskLife(ClusterView view, Subscribers subscribers) {
    this.view = view;
    this.subscribers = subscribers;
  }

  /** An update came from an agent; it comes again until it is acknowledged. */
  void update(StatusUpdate update) {
    FrameworkEntry framework = view.frameworks.get(update.frameworkId());
    TaskStatus status = update.status();
    if (framework == null) {
      log.debug("{} is of no framework known here", status.getTaskId().getValue());
      return;
    }
    Task before = framework.tasks.get(status.getTaskId().getValue());
    if (before != null) {
      Task after =
          TaskMessages.forwarding(TaskMessages.updated(before, status, update.latest()), status);
      framework.tasks.put(status.getTaskId().getValue(), after);
      subscribers.taskUpdated(framework.id, before, after, status);
    }
    framework.send(TaskStatuses.update(status));
  }

  /** The scheduler has an update: a task that ended with it is complete, the agent hears of it. */
  void acknowledge(FrameworkEntry framework, Call.Acknowledge call) {
    String taskId = call.getTaskId().getValue();
    Task task = framework.tasks.get(taskId);
    if (task != null
        && TaskMessages.isTerminal(task.getStatusUpdateState())
        && task.getStatusUpdateUuid().equals(call.getUuid())) {
      framework.complete(task);
    }
    agent(call.getAgentId().getValue())
        .ifPresent(agent -> agent.port.acknowledge(framework.id, taskId, call.getUuid()));
  }

  void kill(FrameworkEntry framework, Call.Kill call) {
    String taskId = call.getTaskId().getValue();
    Task task = framework.tasks.get(taskId);
    if (task == null) {
      Call.Reconcile.Task asked =
          Call.Reconcile.Task.newBuilder()
              .setTaskId(call.getTaskId())
              .setAgentId(call.getAgentId())
              .build();
      reconcile(framework, call.hasAgentId() ? asked : asked.toBuilder().clearAgentId().build());
      return;
    }
    @Nullable KillPolicy policy = call.hasKillPolicy() ? call.getKillPolicy() : null;
    agent(task.getAgentId().getValue())
        .ifPresent(agent -> agent.port.killTask(framework.id, taskId, policy));
  }

  void shutdownExecutor(FrameworkEntry framework, Call.Shutdown call) {
    agent(call.getAgentId().getValue())
        .ifPresent(
            agent -> agent.port.shutdownExecutor(framework.id, call.getExecutorId().getValue()));
  }

  void message(FrameworkEntry framework, Call.Message call) {
    ByteString data = call.getData();
    agent(call.getAgentId().getValue())
        .ifPresent(
            agent -> agent.port.message(framework.id, call.getExecutorId().getValue(), data));
  }

  /** An agent that can be reached now. */
  private Optional<AgentEntry> agent(String id) {
    return Optional.ofNullable(view.agents.get(id)).filter(agent -> agent.active);
  }

  /** Without tasks: reports all that is known. */
  void reconcile(FrameworkEntry framework, List<Call.Reconcile.Task> asked) {
    if (asked.isEmpty()) {
      framework.tasks.values().forEach(task -> framework.send(TaskStatuses.update(latest(task))));
    } else {
      asked.forEach(one -> reconcile(framework, one));
    }
  }

  private static TaskStatus latest(Task task) {
    TaskState state = task.hasStatusUpdateState() ? task.getStatusUpdateState() : task.getState();
    return TaskStatuses.current(
        task, state, TaskStatus.Reason.REASON_RECONCILIATION, "Reconciliation: Latest task state");
  }

  private void reconcile(FrameworkEntry framework, Call.Reconcile.Task asked) {
    String agentId = asked.getAgentId().getValue();
    Task known = framework.tasks.get(asked.getTaskId().getValue());
    if (known != null) {
      framework.send(TaskStatuses.update(latest(known)));
      return;
    }
    Task unreachable = framework.unreachableTasks.get(asked.getTaskId().getValue());
    boolean agentNamed = asked.hasAgentId();
    if (unreachable != null) {
      TaskStatus last = unreachable.getStatuses(unreachable.getStatusesCount() - 1);
      report(
          framework,
          asked,
          TaskState.TASK_UNREACHABLE,
          "Reconciliation: Task is unreachable",
          last.hasUnreachableTime() ? last : null);
    } else if (agentNamed && view.agents.containsKey(agentId)) {
      report(
          framework,
          asked,
          TaskState.TASK_GONE,
          "Reconciliation: Task is unknown to the agent",
          null);
    } else if (agentNamed && view.goneAgents.contains(agentId)) {
      report(
          framework, asked, TaskState.TASK_GONE_BY_OPERATOR, "Reconciliation: Task is gone", null);
    } else if (agentNamed
        ? view.recoveredAgents.containsKey(agentId)
        : !view.recoveredAgents.isEmpty()) {
      log.debug("{}: its agent may still come back", asked.getTaskId().getValue());
    } else {
      report(framework, asked, TaskState.TASK_UNKNOWN, "Reconciliation: Task is unknown", null);
    }
  }

  private static void report(
      FrameworkEntry framework,
      Call.Reconcile.Task asked,
      TaskState state,
      String message,
      @Nullable TaskStatus unreachable) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(asked.getTaskId())
            .setState(framework.partitionAware() ? state : TaskState.TASK_LOST)
            .setMessage(message)
            .setSource(TaskStatus.Source.SOURCE_MASTER)
            .setReason(TaskStatus.Reason.REASON_RECONCILIATION)
            .setTimestamp(Times.seconds(Instant.now()));
    if (asked.hasAgentId()) {
      status.setAgentId(asked.getAgentId());
    }
    if (unreachable != null) {
      status.setUnreachableTime(unreachable.getUnreachableTime());
    }
    framework.send(TaskStatuses.update(status.build()));
  }

  /** The end of a task as the master sees it: all subscribers are notified, the task is changed. */
  Task end(FrameworkEntry framework, Task task, TaskStatus status) {
    Task after = TaskMessages.updated(task, status, status.getState());
    subscribers.taskUpdated(framework.id, task, after, status);
    framework.send(TaskStatuses.update(TaskStatuses.forScheduler(task, status)));
    return after;
  }

  /** Ends and completes a task that the master takes for lost. */
  void lose(FrameworkEntry framework, Task task, TaskStatus.Reason reason, String message) {
    framework.complete(
        end(framework, task, TaskStatuses.byMaster(task, TaskState.TASK_LOST, reason, message)));
  }

  /** Tells a scheduler of an executor's end. */
  void executorExited(String agentId, String frameworkId, String executorId, int status) {
    FrameworkEntry framework = view.frameworks.get(frameworkId);
    if (framework == null) {
      return;
    }
    framework.removeExecutor(agentId, executorId);
    framework.send(
        org.apache.mesos.v1.scheduler.Protos.Event.newBuilder()
            .setType(org.apache.mesos.v1.scheduler.Protos.Event.Type.FAILURE)
            .setFailure(
                org.apache.mesos.v1.scheduler.Protos.Event.Failure.newBuilder()
                    .setAgentId(Ids.agent(agentId))
                    .setExecutorId(Ids.executor(executorId))
                    .setStatus(status))
            .build());
  }
}
