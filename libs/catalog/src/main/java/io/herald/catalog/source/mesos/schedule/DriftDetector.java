package io.herald.catalog.source.mesos.schedule;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.mirror.TaskListComparison;
import io.herald.runtime.text.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;

/**
 * Judges what a reading beside the stream showed, which is of a slightly different moment than what
 * the stream has reported. What the stream reports between the request and the verdict takes
 * precedence.
 *
 * <p>A different status of a task, which no event has to report, is applied at once, unless the
 * stream has reported the task meanwhile and the reading is not newer. A difference that an event
 * should have reported is at first only suspected; if the stream has not reported it by the verdict
 * it is drift: something that the master knows and its stream left out. For one thread.
 */
final class DriftDetector {

  /** Later than any status. */
  private static final double WHOLE = Double.POSITIVE_INFINITY;

  /** What the stream has reported since the request, and up to which status' time. */
  private final Map<Entity.Key, Double> touched = new HashMap<>();

  private Map<Entity.Key, String> suspects = Map.of();
  private boolean asked;

  /** A reading is asked for now. */
  void begin() {
    if (!isOpen()) {
      touched.clear();
    }
    asked = true;
  }

  /** Whether a verdict is due. */
  boolean isOpen() {
    return !suspects.isEmpty();
  }

  /** The stream has brought this event. */
  void event(Event event) {
    if (!asked && !isOpen()) {
      return;
    }
    switch (event.getType()) {
      case TASK_ADDED -> {
        Protos.Task task = event.getTaskAdded().getTask();
        task(task.getFrameworkId().getValue(), task.getTaskId().getValue(), WHOLE);
      }
      case TASK_UPDATED -> {
        Event.TaskUpdated update = event.getTaskUpdated();
        Protos.TaskStatus status = update.getStatus();
        boolean runs = status.getState() == Protos.TaskState.TASK_RUNNING;
        task(
            update.getFrameworkId().getValue(),
            status.getTaskId().getValue(),
            runs ? status.getTimestamp() : WHOLE);
      }
      case FRAMEWORK_ADDED ->
          framework(event.getFrameworkAdded().getFramework().getFrameworkInfo().getId().getValue());
      case FRAMEWORK_UPDATED ->
          framework(
              event.getFrameworkUpdated().getFramework().getFrameworkInfo().getId().getValue());
      case FRAMEWORK_REMOVED ->
          framework(event.getFrameworkRemoved().getFrameworkInfo().getId().getValue());
      case SUBSCRIBED, AGENT_ADDED, AGENT_REMOVED, HEARTBEAT, UNKNOWN -> {
        // Nothing of a task or framework.
      }
    }
  }

  private void task(String frameworkId, String taskId, double until) {
    touched.merge(new Task.Id(frameworkId, taskId), until, Math::max);
  }

  private void framework(String id) {
    touched.put(new Framework.Id(id), WHOLE);
  }

  /**
   * Whether what the reading says of a task is still newer than the stream.
   *
   * @param now the task as it is known
   */
  boolean isNewer(TaskListComparison.Unreported unreported, Task now) {
    Task listed = unreported.task();
    Double until = touched.get(listed.key());
    return until == null || (unreported.since() > until && listed.state().equals(now.state()));
  }

  boolean isTouched(Entity.Key key) {
    return touched.containsKey(key);
  }

  /** The reading is there: what it showed is suspected, unless a verdict on others is due. */
  void suspect(Map<Entity.Key, String> differences) {
    asked = false;
    if (!isOpen()) {
      suspects = differences;
    }
  }

  /** What is different and was not reported meanwhile, with how it is different. */
  List<String> verdict() {
    List<String> drift = new ArrayList<>();
    suspects.forEach(
        (key, how) -> {
          boolean explained =
              touched.containsKey(key)
                  || (key instanceof Task.Id task
                      && touched.containsKey(new Framework.Id(task.frameworkId())));
          if (!explained) {
            drift.add(shown(key) + ": " + how);
          }
        });
    suspects = Map.of();
    return drift;
  }

  /** The stream broke off: nothing is known. */
  void clear() {
    asked = false;
    touched.clear();
    suspects = Map.of();
  }

  private static String shown(Entity.Key key) {
    if (key instanceof Task.Id task) {
      return "task "
          + Printable.of(task.taskId())
          + " of framework "
          + Printable.of(task.frameworkId());
    }
    if (key instanceof Framework.Id framework) {
      return "framework " + Printable.of(framework.value());
    }
    return key instanceof Agent.Id agent ? "agent " + Printable.of(agent.value()) : "masters";
  }
}
