package io.herald.minimesos.master;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;

/** How many tasks are in each state, as /state-summary says it. For one thread. */
final class TaskCounts {

  private static final List<TaskState> TOLD =
      List.of(
          TaskState.TASK_STAGING,
          TaskState.TASK_STARTING,
          TaskState.TASK_RUNNING,
          TaskState.TASK_KILLING,
          TaskState.TASK_FINISHED,
          TaskState.TASK_KILLED,
          TaskState.TASK_FAILED,
          TaskState.TASK_LOST,
          TaskState.TASK_ERROR,
          TaskState.TASK_UNREACHABLE);

  private final Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
  private long total;

  /** Counts those of a framework that are wanted: living, unreachable and completed ones. */
  void addAll(FrameworkEntry framework, Predicate<Task> wanted) {
    framework.tasks.values().stream().filter(wanted).forEach(this::add);
    framework.unreachableTasks.values().stream().filter(wanted).forEach(this::add);
    framework.completedTasks().stream().filter(wanted).forEach(this::add);
  }

  private void add(Task task) {
    counts.merge(task.getState(), 1, Integer::sum);
    total++;
  }

  long total() {
    return total;
  }

  void writeTo(ObjectNode json) {
    TOLD.forEach(state -> json.put(state.name(), counts.getOrDefault(state, 0)));
  }
}
