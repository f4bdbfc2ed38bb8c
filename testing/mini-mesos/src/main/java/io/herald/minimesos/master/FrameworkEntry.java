package io.herald.minimesos.master;

import io.herald.minimesos.http.EventChannel;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.loop.Timer;
import io.herald.minimesos.resources.ResourceSet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** A framework as the master knows it. Plain state of the cluster's thread. */
final class FrameworkEntry {

  private static final int MAX_COMPLETED = 1000;
  private static final String ANY_ROLE = "*";

  /**
   * A scheduler's subscription.
   *
   * @param heartbeat its beat, to be called off with it
   */
  record Subscription(String streamId, EventChannel<Event> channel, Timer heartbeat) {}

  final String id;
  FrameworkInfo info;
  boolean active;
  boolean connected;
  boolean recovered;
  Instant registered = Instant.EPOCH;
  Instant reregistered = Instant.EPOCH;
  Instant unregistered = Instant.EPOCH;
  @Nullable Subscription subscription;

  /** Of a scheduler that is connected by the driver; none for one of the HTTP API. */
  Optional<String> pid = Optional.empty();

  Timer removal = Timer.NONE;

  final TaskTable tasks = new TaskTable();
  final Map<String, Task> unreachableTasks = new LinkedHashMap<>();
  private final Deque<Task> completedTasks = new ArrayDeque<>();
  private final Map<String, Map<String, ExecutorInfo>> executors = new LinkedHashMap<>();

  final Set<String> suppressed = new LinkedHashSet<>();
  final List<OfferFilter> filters = new ArrayList<>();

  FrameworkEntry(String id, FrameworkInfo info) {
    this.id = id;
    this.info = info;
  }

  boolean has(FrameworkInfo.Capability.Type type) {
    return info.getCapabilitiesList().stream().anyMatch(known -> known.getType() == type);
  }

  boolean partitionAware() {
    return has(FrameworkInfo.Capability.Type.PARTITION_AWARE);
  }

  boolean multiRole() {
    return has(FrameworkInfo.Capability.Type.MULTI_ROLE);
  }

  @SuppressWarnings("deprecation") // what a framework without MULTI_ROLE still has
  List<String> roles() {
    return multiRole() ? info.getRolesList() : List.of(info.hasRole() ? info.getRole() : ANY_ROLE);
  }

  /** Sends an event, if the scheduler is there. */
  void send(Event event) {
    if (subscription != null) {
      subscription.channel().send(event);
    }
  }

  /** Moves a task of either list to the completed ones. */
  void complete(Task task) {
    tasks.remove(task.getTaskId().getValue());
    unreachableTasks.remove(task.getTaskId().getValue());
    completedTasks.add(task);
    if (completedTasks.size() > MAX_COMPLETED) {
      completedTasks.remove();
    }
  }

  List<Task> completedTasks() {
    return List.copyOf(completedTasks);
  }

  List<Task> tasksOf(String agentId) {
    return tasks.on(agentId);
  }

  @Nullable ExecutorInfo executor(String agentId, String executorId) {
    return executors.getOrDefault(agentId, Map.of()).get(executorId);
  }

  void addExecutor(String agentId, ExecutorInfo executor) {
    executors
        .computeIfAbsent(agentId, id -> new LinkedHashMap<>())
        .put(executor.getExecutorId().getValue(), executor);
  }

  void removeExecutor(String agentId, String executorId) {
    Map<String, ExecutorInfo> there = executors.get(agentId);
    if (there != null) {
      there.remove(executorId);
      if (there.isEmpty()) {
        executors.remove(agentId);
      }
    }
  }

  void removeExecutors(String agentId) {
    executors.remove(agentId);
  }

  /** The executors that run, by agent. */
  Map<String, Map<String, ExecutorInfo>> executors() {
    return executors;
  }

  /** What its tasks and executors use, by role. */
  Map<String, ResourceSet> used() {
    return used(
        tasks.values(), executors.values().stream().flatMap(there -> there.values().stream()));
  }

  /** What they use on an agent, by role. */
  Map<String, ResourceSet> usedOn(String agentId) {
    return used(tasks.on(agentId), executors.getOrDefault(agentId, Map.of()).values().stream());
  }

  private static Map<String, ResourceSet> used(
      Collection<Task> tasks, Stream<ExecutorInfo> executors) {
    return ResourceSet.sumsByRole(
        Stream.concat(
            tasks.stream()
                .filter(task -> !TaskMessages.isTerminal(task.getState()))
                .flatMap(task -> task.getResourcesList().stream()),
            executors.flatMap(info -> info.getResourcesList().stream())));
  }
}
