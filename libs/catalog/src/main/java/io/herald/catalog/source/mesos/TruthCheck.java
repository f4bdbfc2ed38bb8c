package io.herald.catalog.source.mesos;

import io.herald.catalog.EntityKind;
import io.herald.catalog.Portion;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.mesos.v1.master.Protos.Event;

/**
 * Compares what the stream has built up with a full reading that was made beside it.
 *
 * <p>The two are of slightly different moments. So a difference is at first only a suspicion, and
 * one of which the stream tells anything between the question and the verdict is dropped. What is
 * left is drift: something the master says that its stream never told. For the source's thread, but
 * for {@link #compare}.
 */
final class TruthCheck {

  private final Set<Entity.Key> touched = new HashSet<>();
  private Map<Entity.Key, String> suspects = Map.of();
  private boolean open;

  /**
   * What a reading showed.
   *
   * @param tasks all that it lists
   * @param suspects where it differs from the catalog, and how
   */
  record Reading(Set<Task.Id> tasks, Map<Entity.Key, String> suspects) {}

  /** Compares; any thread. */
  static Reading compare(MesosPicture picture, Portion held) {
    Map<Entity.Key, String> suspects = new LinkedHashMap<>();
    Set<Task.Id> tasks = new HashSet<>();
    for (Task told : picture.tasks()) {
      tasks.add(told.key());
      Optional<Task> known = held.find(told.key()).map(Task.class::cast);
      if (known.isEmpty()) {
        suspects.put(told.key(), "the stream did not tell of it");
      } else {
        difference(told, known.get()).ifPresent(how -> suspects.put(told.key(), how));
      }
    }
    for (Task orphan : picture.orphans()) {
      tasks.add(orphan.key());
    }
    for (Entity entity : held.all(EntityKind.TASK)) {
      if (!tasks.contains(((Task) entity).key())) {
        suspects.put(entity.key(), "the stream did not tell of its end");
      }
    }
    Set<String> frameworks =
        picture.frameworks().stream().map(Framework::id).collect(Collectors.toSet());
    picture.orphans().forEach(orphan -> frameworks.add(orphan.frameworkId()));
    for (Framework told : picture.frameworks()) {
      if (held.find(told.key()).isEmpty()) {
        suspects.put(told.key(), "the stream did not tell of it");
      }
    }
    for (Entity entity : held.all(EntityKind.FRAMEWORK)) {
      if (!frameworks.contains(((Framework) entity).id())) {
        suspects.put(entity.key(), "the stream did not tell of its end");
      }
    }
    // Of an agent's end no event has to tell; GET /slaves sees to that.
    for (Agent told : picture.agents()) {
      if (held.find(told.key()).isEmpty()) {
        suspects.put(told.key(), "the stream did not tell of it");
      }
    }
    return new Reading(tasks, suspects);
  }

  /** Addresses are left out: the stream may know ones that the master no longer lists. */
  private static Optional<String> difference(Task told, Task known) {
    if (!told.state().equals(known.state())) {
      return Optional.of("it is " + told.state() + ", the stream left it " + known.state());
    }
    Optional<Boolean> healthTold = told.running().flatMap(RunningStatus::healthy);
    Optional<Boolean> healthKnown = known.running().flatMap(RunningStatus::healthy);
    boolean same =
        told.agentId().equals(known.agentId())
            && told.name().equals(known.name())
            && told.ports().equals(known.ports())
            && told.discovery().equals(known.discovery())
            && told.labels().equals(known.labels())
            && (healthTold.isEmpty() || healthKnown.isEmpty() || healthTold.equals(healthKnown));
    return same ? Optional.empty() : Optional.of("it is not as the stream told it");
  }

  /** A reading is asked for now. */
  void begin() {
    touched.clear();
    suspects = Map.of();
    open = true;
  }

  boolean isOpen() {
    return open;
  }

  /** The stream has told this. */
  void told(Event event) {
    if (!open) {
      return;
    }
    switch (event.getType()) {
      case TASK_ADDED ->
          task(
              event.getTaskAdded().getTask().getFrameworkId().getValue(),
              event.getTaskAdded().getTask().getTaskId().getValue());
      case TASK_UPDATED ->
          task(
              event.getTaskUpdated().getFrameworkId().getValue(),
              event.getTaskUpdated().getStatus().getTaskId().getValue());
      case AGENT_ADDED ->
          touched.add(
              new Agent.Id(event.getAgentAdded().getAgent().getAgentInfo().getId().getValue()));
      case AGENT_REMOVED ->
          touched.add(new Agent.Id(event.getAgentRemoved().getAgentId().getValue()));
      case FRAMEWORK_ADDED ->
          framework(event.getFrameworkAdded().getFramework().getFrameworkInfo().getId().getValue());
      case FRAMEWORK_UPDATED ->
          framework(
              event.getFrameworkUpdated().getFramework().getFrameworkInfo().getId().getValue());
      case FRAMEWORK_REMOVED ->
          framework(event.getFrameworkRemoved().getFrameworkInfo().getId().getValue());
      case SUBSCRIBED, HEARTBEAT, UNKNOWN -> {
        // Nothing of a single entity.
      }
    }
  }

  private void task(String frameworkId, String taskId) {
    touched.add(new Task.Id(frameworkId, taskId));
  }

  private void framework(String id) {
    touched.add(new Framework.Id(id));
  }

  void suspect(Map<Entity.Key, String> differences) {
    suspects = differences;
  }

  /** Ends the check: what is different and was not told meanwhile, with how it is different. */
  List<String> verdict() {
    List<String> drift = new ArrayList<>();
    suspects.forEach(
        (key, how) -> {
          boolean explained =
              touched.contains(key)
                  || (key instanceof Task.Id task
                      && touched.contains(new Framework.Id(task.frameworkId())));
          if (!explained) {
            drift.add(key + ": " + how);
          }
        });
    drop();
    return drift;
  }

  /** The stream broke off, or the reading failed: nothing is known. */
  void drop() {
    open = false;
    touched.clear();
    suspects = Map.of();
  }
}
