package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.Edits;
import io.herald.catalog.EntityKind;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is kept over a failover: agents that the new leader has not heard of yet, their tasks, and
 * the frameworks.
 *
 * <p>A new leader learns of tasks only from the agents, minutes after its election perhaps. So an
 * agent that it lists as recovered (or any, while it has not even read that list) is held with its
 * tasks, until one of three things: the agent is back, and what it brought counts; the master no
 * longer lists it; or, where no list was ever given, the re-registration window ends. Frameworks
 * are held until they are back or the window ends, and beyond it while the master lists tasks of
 * theirs, as one before 1.3 does until their scheduler is back. For one thread.
 */
final class FailoverHold {

  private final Map<String, Set<Task.Id>> tasksByAgent = new HashMap<>();
  private final Set<String> frameworks = new HashSet<>();

  /** Whether the master has listed which agents it waits for, so that its list can be relied on. */
  private boolean listed;

  private Optional<Instant> closes = Optional.empty();

  /** The agent whose tasks are being reported one by one just now. */
  private Optional<String> returning = Optional.empty();

  /** How many agents are held. */
  int agents() {
    return tasksByAgent.size();
  }

  boolean awaitsAnything() {
    return !tasksByAgent.isEmpty() || !frameworks.isEmpty();
  }

  /**
   * Compares a new snapshot with what was known before it.
   *
   * @param everything hold all agents: the master has not read its registry yet
   * @param end when a window that begins now ends
   * @return the entities to keep beside those of the snapshot
   */
  List<Entity> hold(
      MesosSnapshot snapshot, SourcePartition known, boolean everything, Instant now, Instant end) {
    returning = Optional.empty();
    boolean blind = everything || (!listed && !tasksByAgent.isEmpty() && !over(now));
    Set<String> stillBlind = blind ? Set.copyOf(tasksByAgent.keySet()) : Set.of();
    tasksByAgent.clear();

    Set<String> present = snapshot.agents().stream().map(Agent::id).collect(Collectors.toSet());
    List<Entity> kept = new ArrayList<>();
    for (Entity entity : known.all(EntityKind.AGENT)) {
      Agent agent = (Agent) entity;
      boolean awaited =
          everything
              || snapshot.recoveredAgents().contains(agent.id())
              || (snapshot.recoveredAgents().isEmpty() && stillBlind.contains(agent.id()));
      if (awaited && !present.contains(agent.id())) {
        tasksByAgent.put(agent.id(), new LinkedHashSet<>());
        kept.add(agent);
      }
    }
    if (!tasksByAgent.isEmpty()) {
      holdTasks(snapshot, known, kept);
    }
    boolean failover = !snapshot.recoveredAgents().isEmpty() || !tasksByAgent.isEmpty();
    if (failover || (!frameworks.isEmpty() && !over(now))) {
      holdFrameworks(snapshot, known, kept);
      closes = Optional.of(closes.filter(set -> set.isAfter(now)).orElse(end));
    } else {
      frameworks.clear();
      closes = Optional.empty();
      keepOrphaned(snapshot, known, kept);
    }
    listed = !snapshot.recoveredAgents().isEmpty() || (listed && !tasksByAgent.isEmpty());
    return kept;
  }

  private void holdTasks(MesosSnapshot snapshot, SourcePartition known, List<Entity> kept) {
    Set<Task.Id> reported =
        Stream.concat(snapshot.tasks().stream(), snapshot.orphans().stream())
            .map(Task::key)
            .collect(Collectors.toSet());
    for (Entity entity : known.all(EntityKind.TASK)) {
      Task task = (Task) entity;
      Set<Task.Id> held = tasksByAgent.get(task.agentId());
      if (held != null && !reported.contains(task.key())) {
        held.add(task.key());
        kept.add(recovering(task));
      }
    }
  }

  private void holdFrameworks(MesosSnapshot snapshot, SourcePartition known, List<Entity> kept) {
    Set<String> reported =
        snapshot.frameworks().stream().map(Framework::id).collect(Collectors.toSet());
    frameworks.clear();
    for (Entity entity : known.all(EntityKind.FRAMEWORK)) {
      Framework framework = (Framework) entity;
      if (!reported.contains(framework.id())) {
        frameworks.add(framework.id());
        kept.add(framework);
      }
    }
  }

  /** The frameworks of tasks that stay though no window is open any more. */
  private static void keepOrphaned(
      MesosSnapshot snapshot, SourcePartition known, List<Entity> kept) {
    if (snapshot.orphans().isEmpty()) {
      return;
    }
    Set<String> orphaned = new HashSet<>();
    for (Task orphan : snapshot.orphans()) {
      if (known.find(orphan.key()).isPresent()) {
        orphaned.add(orphan.frameworkId());
      }
    }
    snapshot.frameworks().forEach(reported -> orphaned.remove(reported.id()));
    orphaned.forEach(id -> known.find(new Framework.Id(id)).ifPresent(kept::add));
  }

  /**
   * Whatever comes next on the stream that isn't a part of an agent's return ends that return: a
   * master sends AGENT_ADDED, FRAMEWORK_ADDED and TASK_ADDED of one agent without anything between.
   * The held tasks that the agent did not bring are gone.
   */
  void finishReturn(Edits edits) {
    returning.ifPresent(agent -> discard(agent, edits));
    returning = Optional.empty();
  }

  /** The agent that is back, and of whose held tasks some are neither reported nor ended yet. */
  Optional<String> unfinishedReturn() {
    return returning.filter(agent -> !tasksByAgent.getOrDefault(agent, Set.of()).isEmpty());
  }

  /**
   * The master's tasks, read after the agent's return was reported: what of its held ones isn't
   * among them is gone.
   */
  void finishReturnBy(String agentId, Set<Task.Id> present, Edits edits) {
    if (isReturning(agentId)) {
      Set<Task.Id> held = tasksByAgent.getOrDefault(agentId, Set.of());
      for (Task.Id task : List.copyOf(held)) {
        if (!present.contains(task)) {
          held.remove(task);
          edits.remove(task);
        }
      }
    }
  }

  /** When the leader stops waiting, by its own statement. */
  void closesAt(Instant end) {
    closes = closes.map(guess -> end);
  }

  boolean isReturning(String agentId) {
    return returning.filter(agentId::equals).isPresent();
  }

  void agentAdded(String agentId) {
    if (tasksByAgent.containsKey(agentId)) {
      returning = Optional.of(agentId);
    }
  }

  void agentRemoved(String agentId, Edits edits) {
    discard(agentId, edits);
  }

  void frameworkReported(String frameworkId) {
    frameworks.remove(frameworkId);
  }

  /** The master has reported a task that may have been held; {@code before} is what was known. */
  void taskReported(Task before) {
    if (before.recovering()) {
      Set<Task.Id> held = tasksByAgent.get(before.agentId());
      if (held != null) {
        held.remove(before.key());
      }
    }
  }

  /**
   * The master's lists of the agents that are there and that it waits for. Those held in neither
   * are gone, unless it never had such a list.
   *
   * @param reported agents that the stream reported since the lists were asked for
   */
  void agentsListed(Set<String> present, Set<String> awaited, Set<String> reported, Edits edits) {
    listed |= !awaited.isEmpty();
    if (!listed) {
      return;
    }
    for (String agent : List.copyOf(tasksByAgent.keySet())) {
      if (!present.contains(agent) && !awaited.contains(agent) && !reported.contains(agent)) {
        discard(agent, edits);
        edits.remove(new Agent.Id(agent));
      }
    }
  }

  boolean holdsAgent(String agentId) {
    return tasksByAgent.containsKey(agentId);
  }

  /** Drops what was held only until the re-registration window closed. */
  void passTime(Instant now, Edits edits) {
    if (closes.isEmpty() || !over(now)) {
      return;
    }
    if (!listed) {
      for (String agent : List.copyOf(tasksByAgent.keySet())) {
        discard(agent, edits);
        edits.remove(new Agent.Id(agent));
      }
    }
    Set<String> used =
        tasksByAgent.values().stream()
            .flatMap(Set::stream)
            .map(Task.Id::frameworkId)
            .collect(Collectors.toSet());
    Set<String> ended = new HashSet<>(frameworks);
    ended.removeAll(used);
    frameworks.removeAll(ended);
    if (!ended.isEmpty()) {
      // Tasks that their agents have brought back outlive the window, and need its name.
      edits.all(EntityKind.TASK).forEach(task -> ended.remove(((Task) task).frameworkId()));
      ended.forEach(framework -> edits.remove(new Framework.Id(framework)));
    }
    if (!awaitsAnything()) {
      closes = Optional.empty();
    }
  }

  private boolean over(Instant now) {
    return closes.isPresent() && !now.isBefore(closes.get());
  }

  private void discard(String agentId, Edits edits) {
    Set<Task.Id> held = tasksByAgent.remove(agentId);
    if (held != null) {
      held.forEach(edits::remove);
    }
  }

  private static Task recovering(Task task) {
    return task.recovering() ? task : task.withRecovering(true);
  }
}
