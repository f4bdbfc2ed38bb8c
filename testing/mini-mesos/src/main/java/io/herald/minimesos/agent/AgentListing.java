package io.herald.minimesos.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.minimesos.json.V0Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.agent.Protos.Response.GetFrameworks;
import org.apache.mesos.v1.agent.Protos.Response.GetTasks;

/**
 * An agent's tasks as it lists them: those that run are an executor's {@code tasks}; those that
 * have ended are <em>terminated</em> until the scheduler has acknowledged it, and
 * <em>completed</em> from then on, which the agent keeps listing; of each executor, and of
 * frameworks that have nothing else here any more, too. A task that the executor hasn't got yet is
 * <em>queued</em>. For the cluster's thread.
 */
final class AgentListing {

  /** Of a framework ({@code --max_completed_executors_per_framework}), each with its task. */
  private static final int MOST_COMPLETED = 150;

  private final Source source;
  private final Map<String, Deque<Task>> completed = new LinkedHashMap<>();

  /** Whose tasks these are. */
  interface Source {

    AgentInfo info();

    /** All that aren't completed. */
    Collection<Task> tasks();

    /** By id, those that have something here. */
    Map<String, FrameworkInfo> frameworks();
  }

  AgentListing(Source source) {
    this.source = source;
  }

  /** A task's end was acknowledged. */
  void completed(Task task) {
    Deque<Task> tasks =
        completed.computeIfAbsent(task.getFrameworkId().getValue(), unused -> new ArrayDeque<>());
    tasks.add(task);
    if (tasks.size() > MOST_COMPLETED) {
      tasks.remove();
    }
  }

  GetTasks tasks() {
    GetTasks.Builder list = GetTasks.newBuilder();
    for (Task task : source.tasks()) {
      switch (kind(task)) {
        case QUEUED -> list.addQueuedTasks(task);
        case LAUNCHED -> list.addLaunchedTasks(task);
        case TERMINATED -> list.addTerminatedTasks(task);
      }
    }
    completed.values().forEach(list::addAllCompletedTasks);
    return list.build();
  }

  private enum Kind {
    QUEUED,
    LAUNCHED,
    TERMINATED
  }

  private static Kind kind(Task task) {
    return switch (task.getState()) {
      case TASK_STAGING -> Kind.QUEUED;
      case TASK_STARTING, TASK_RUNNING, TASK_KILLING -> Kind.LAUNCHED;
      default -> Kind.TERMINATED;
    };
  }

  GetFrameworks frameworks() {
    GetFrameworks.Builder list = GetFrameworks.newBuilder();
    for (FrameworkInfo framework : source.frameworks().values()) {
      list.addFrameworksBuilder().setFrameworkInfo(framework);
    }
    return list.build();
  }

  /** {@code /state}. */
  ObjectNode state() {
    ObjectNode state = V0Json.object();
    state.put("version", "1.11.0");
    state.put("id", source.info().getId().getValue());
    state.put("pid", "slave(1)@127.0.0.1:" + source.info().getPort());
    state.put("hostname", source.info().getHostname());
    Map<String, FrameworkInfo> active = source.frameworks();
    ArrayNode frameworks = state.putArray("frameworks");
    active.forEach((id, info) -> frameworks.add(framework(id, info.getName())));
    ArrayNode past = state.putArray("completed_frameworks");
    for (String id : completed.keySet()) {
      if (!active.containsKey(id)) {
        past.add(framework(id, ""));
      }
    }
    return state;
  }

  private ObjectNode framework(String id, String name) {
    ObjectNode json = V0Json.object();
    json.put("id", id);
    json.put("name", name);
    ArrayNode executors = json.putArray("executors");
    Map<String, List<Task>> byExecutor = new LinkedHashMap<>();
    for (Task task : source.tasks()) {
      if (task.getFrameworkId().getValue().equals(id)) {
        byExecutor.computeIfAbsent(executor(task), unused -> new ArrayList<>()).add(task);
      }
    }
    byExecutor.forEach((executor, tasks) -> executors.add(executor(executor, tasks)));
    ArrayNode past = json.putArray("completed_executors");
    for (Task task : completed.getOrDefault(id, new ArrayDeque<>())) {
      ObjectNode one = executor(executor(task), List.of());
      one.withArray("completed_tasks").add(V0Json.task(task));
      past.add(one);
    }
    return json;
  }

  private static String executor(Task task) {
    return task.hasExecutorId() ? task.getExecutorId().getValue() : task.getTaskId().getValue();
  }

  private static ObjectNode executor(String id, List<Task> tasks) {
    ObjectNode json = V0Json.object();
    json.put("id", id);
    ArrayNode running = json.putArray("tasks");
    ArrayNode queued = json.putArray("queued_tasks");
    ArrayNode ended = json.putArray("completed_tasks");
    for (Task task : tasks) {
      switch (kind(task)) {
        case QUEUED -> queued.add(queued(task));
        case LAUNCHED -> running.add(V0Json.task(task));
        case TERMINATED -> ended.add(V0Json.task(task)); // with the completed, as Mesos does
      }
    }
    return json;
  }

  /** A TaskInfo, which has neither a state nor statuses. */
  private static ObjectNode queued(Task task) {
    ObjectNode json = V0Json.task(task);
    json.remove(List.of("state", "statuses", "framework_id"));
    return json;
  }
}
