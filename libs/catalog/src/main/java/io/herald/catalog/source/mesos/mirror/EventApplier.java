package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.Edits;
import io.herald.catalog.EntityKind;
import io.herald.catalog.Interner;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.OperatorMessages;
import io.herald.catalog.source.mesos.reading.StatusReport;
import io.herald.catalog.source.mesos.reading.TaskStates;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;

/**
 * Turns the events of a stream into edits. An event costs the same however many tasks there are,
 * but for the removal of a framework. For one thread.
 */
final class EventApplier {

  private final OperatorMessages messages;
  private final Interner interner;
  private final MesosSkippedItems skippedItems;
  private final FailoverHold hold;
  private final SinceAsked since;

  EventApplier(
      OperatorMessages messages,
      Interner interner,
      MesosSkippedItems skippedItems,
      FailoverHold hold,
      SinceAsked since) {
    this.messages = messages;
    this.interner = interner;
    this.skippedItems = skippedItems;
    this.hold = hold;
    this.since = since;
  }

  /**
   * Applies an event other than SUBSCRIBED, whose snapshot is not a single change.
   *
   * @return what the event leaves open
   */
  Set<MirrorHint> apply(Event event, Edits edits) {
    if (!belongsToAReturningAgent(event)) {
      hold.finishReturn(edits);
    }
    return switch (event.getType()) {
      case TASK_ADDED -> taskAdded(event.getTaskAdded().getTask(), edits);
      case TASK_UPDATED -> taskUpdated(event.getTaskUpdated(), edits);
      case AGENT_ADDED -> agentAdded(event.getAgentAdded(), edits);
      case AGENT_REMOVED -> agentRemoved(event.getAgentRemoved().getAgentId().getValue(), edits);
      case FRAMEWORK_ADDED ->
          frameworkReported(messages.framework(event.getFrameworkAdded().getFramework()), edits);
      case FRAMEWORK_UPDATED ->
          frameworkReported(messages.framework(event.getFrameworkUpdated().getFramework()), edits);
      case FRAMEWORK_REMOVED ->
          frameworkRemoved(
              event.getFrameworkRemoved().getFrameworkInfo().getId().getValue(), edits);
      case SUBSCRIBED ->
          throw new IllegalArgumentException("SUBSCRIBED is a snapshot, not a single change");
      case HEARTBEAT, UNKNOWN -> Set.of();
    };
  }

  private boolean belongsToAReturningAgent(Event event) {
    return switch (event.getType()) {
      case FRAMEWORK_ADDED -> true;
      case TASK_ADDED -> hold.isReturning(event.getTaskAdded().getTask().getAgentId().getValue());
      default -> false;
    };
  }

  private Set<MirrorHint> taskAdded(Protos.Task message, Edits edits) {
    Optional<Task> read = messages.task(message);
    if (read.isEmpty()) {
      return Set.of();
    }
    Task task = read.get();
    Optional<Entity> before = edits.find(task.key());
    before.map(Task.class::cast).ifPresent(hold::taskReported);
    if (TaskStates.isTerminal(task.state())) {
      edits.remove(task.key());
    } else {
      edits.put(KnownFacts.shared(KnownFacts.withAddresses(task, before), before));
    }
    return Set.of();
  }

  private Set<MirrorHint> taskUpdated(Event.TaskUpdated update, Edits edits) {
    Protos.TaskStatus status = update.getStatus();
    Task.Id key = new Task.Id(update.getFrameworkId().getValue(), status.getTaskId().getValue());
    if (!update.hasState()) {
      skippedItems.count("update to a state that this version does not know");
      return Set.of();
    }
    String state = interner.intern(update.getState().name());
    Optional<Task> before = edits.find(key).map(Task.class::cast);
    if (before.isEmpty()) {
      // In normal operation: the last update of a task that counted as lost before.
      skippedItems.count("update of an unknown task");
    } else {
      hold.taskReported(before.get());
      if (TaskStates.isTerminal(state)) {
        edits.remove(key);
      } else {
        // One that was under way while a newer status was read changes nothing of that.
        double listed = since.listedAt(key);
        edits.put(
            updated(
                before.get(),
                state,
                messages.report(status).filter(report -> report.timestamp() >= listed)));
      }
    }
    return TaskStates.mayMeanThatTheAgentIsGone(state)
            && status.getSource() == Protos.TaskStatus.Source.SOURCE_MASTER
        ? Set.of(MirrorHint.AGENTS)
        : Set.of();
  }

  private Task updated(Task task, String state, Optional<StatusReport> report) {
    Optional<RunningStatus> running =
        report.isPresent()
            ? report.map(r -> interner.intern(r.after(task.running())))
            : task.running();
    return task.updated(state, running);
  }

  private Set<MirrorHint> agentAdded(Event.AgentAdded added, Edits edits) {
    messages
        .agent(added.getAgent())
        .ifPresent(
            agent -> {
              since.agentReported(agent.id());
              hold.agentAdded(agent.id());
              edits.put(agent);
            });
    return Set.of();
  }

  private Set<MirrorHint> agentRemoved(String id, Edits edits) {
    since.agentReported(id);
    hold.agentRemoved(id, edits);
    edits.remove(new Agent.Id(id));
    return Set.of();
  }

  private Set<MirrorHint> frameworkReported(Framework framework, Edits edits) {
    if (framework.id().isEmpty()) {
      skippedItems.skip("framework", framework.name(), "its id is missing");
      return Set.of();
    }
    hold.frameworkReported(framework.id());
    since.frameworkReported(framework.id());
    edits.put(KnownFacts.withPid(framework, edits.find(framework.key())));
    return Set.of(MirrorHint.FRAMEWORKS);
  }

  /** Its running tasks were reported as killed before; held and unreachable ones are not. */
  private Set<MirrorHint> frameworkRemoved(String id, Edits edits) {
    hold.frameworkReported(id);
    for (Entity entity : edits.all(EntityKind.TASK)) {
      Task task = (Task) entity;
      if (task.frameworkId().equals(id)) {
        hold.taskReported(task);
        edits.remove(task.key());
      }
    }
    edits.remove(new Framework.Id(id));
    return Set.of();
  }
}
