package io.herald.executor.decorator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.herald.executor.announce.Announcers;
import io.herald.executor.announce.MachineAddresses;
import io.herald.executor.lifecycle.ExecutorEnvironment;
import io.herald.executor.lifecycle.ServicePlan;
import io.herald.executor.lifecycle.StopPlan;
import io.herald.executor.lifecycle.TaskSite;
import io.herald.executor.options.ExecutorOptions;
import io.herald.proto.handoff.TaskHandoff;
import io.herald.runtime.threads.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of a wrapped executor that are announced.
 *
 * <p>A task that can't be announced (its data has another form, it has no announce block, its ports
 * are missing) is logged once and otherwise left to the wrapped executor. Safe for use by several
 * threads.
 */
final class TaskAnnouncements implements AutoCloseable {

  /** The agent's default; the environment overrides it. */
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(TaskAnnouncements.class);

  private final ExecutorOptions options;
  private final AnnounceBlockReader reader;
  private final Announcers announcers;
  private final Map<String, String> environment;

  @GuardedBy("this")
  private final Map<String, AnnouncedTask> tasks = new HashMap<>();

  @GuardedBy("this")
  private ByteString executorData = ByteString.EMPTY;

  @GuardedBy("this")
  private String agentHostname = "";

  @GuardedBy("this")
  private boolean closed;

  /**
   * Makes it, without a task.
   *
   * @param environment the executor's own
   */
  TaskAnnouncements(
      ExecutorOptions options,
      AnnounceBlockReader reader,
      Announcers announcers,
      Map<String, String> environment) {
    this.options = options;
    this.reader = reader;
    this.announcers = announcers;
    this.environment = Map.copyOf(environment);
  }

  /** The executor is known to an agent, for the first time or again. */
  synchronized void registered(ByteString data, String hostname) {
    executorData = data;
    agentHostname = hostname;
  }

  /** The same, at another agent or after a restart of it. */
  synchronized void reregistered(String hostname) {
    agentHostname = hostname;
  }

  /** A task is about to be handed to the wrapped executor. */
  synchronized void launched(TaskInfo info) {
    String id = info.getTaskId().getValue();
    if (closed || tasks.containsKey(id) || options.announcerEnsemble().isEmpty()) {
      return;
    }
    try {
      Optional<TaskHandoff> handoff = reader.read(info, executorData, agentHostname);
      if (handoff.isPresent()) {
        announce(id, handoff.get());
      }
    } catch (IllegalArgumentException e) {
      log.warn("task {} runs, but is not announced: {}", id, e.getMessage());
    } catch (RuntimeException e) {
      log.error("task {} runs, but is not announced: its reader failed", id, e);
    }
  }

  @GuardedBy("this")
  private void announce(String id, TaskHandoff handoff) {
    TaskSite place =
        new TaskSite(
            agentHostname,
            new MachineAddresses(
                environment.getOrDefault("MESOS_AGENT_ENDPOINT", ""), agentHostname, environment),
            folder(),
            environment);
    ServicePlan plan = ServicePlan.of(handoff, options, place, id);
    if (plan.announcement().isPresent()) {
      AnnouncedTask task =
          new AnnouncedTask(id, plan, options, folder(), announcers.of(plan.announcement().get()));
      tasks.put(id, task);
      task.launched();
    }
  }

  /** The wrapped executor's update is about to be sent to the agent. */
  void beforeUpdate(TaskStatus status) {
    String id = status.getTaskId().getValue();
    if (isTerminal(status.getState())) {
      AnnouncedTask task = remove(id);
      if (task != null) {
        leave(id, task::ended);
      }
    }
  }

  /** The wrapped executor's update was sent to the agent. */
  void afterUpdate(TaskStatus status) {
    AnnouncedTask task = task(status.getTaskId().getValue());
    if (task != null && status.getState() == TaskState.TASK_RUNNING) {
      task.running(!status.hasHealthy() || status.getHealthy());
    }
  }

  /** Whether a task has a member that has to go before the task is ended. */
  boolean hasAnnounced(String id) {
    return task(id) != null;
  }

  /** Waits until a task's member is gone and clients have had the drain time. */
  void leave(String id) {
    AnnouncedTask task = task(id);
    if (task != null) {
      leave(id, () -> task.leave(task.stopPlan()));
    }
  }

  /** The same for all tasks at once, within the agent's patience with an executor that ends. */
  void leaveAll() {
    Duration grace = ExecutorEnvironment.shutdownGrace(environment).orElse(SHUTDOWN_GRACE);
    leaveAll(steps -> steps.within(grace));
  }

  /** All members go, and the ZooKeeper session ends. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    leaveAll(StopPlan::withoutDrain);
    announcers.close();
  }

  private void leaveAll(UnaryOperator<StopPlan> steps) {
    Map<String, AnnouncedTask> all;
    synchronized (this) {
      all = Map.copyOf(tasks);
    }
    List<Thread> leaving = new ArrayList<>();
    all.forEach(
        (id, task) -> {
          Thread thread =
              Threads.daemon(
                  "leave", () -> leave(id, () -> task.leave(steps.apply(task.stopPlan()))));
          thread.start();
          leaving.add(thread);
        });
    for (Thread thread : leaving) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Leaving. */
  private interface Leaving {
    void run() throws InterruptedException;
  }

  private static void leave(String id, Leaving leaving) {
    try {
      leaving.run();
    } catch (InterruptedException e) {
      log.warn("{}: interrupted while waiting for its member to be removed; removal continues", id);
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable AnnouncedTask task(String id) {
    return tasks.get(id);
  }

  private synchronized @Nullable AnnouncedTask remove(String id) {
    return tasks.remove(id);
  }

  private Path folder() {
    return Path.of(environment.getOrDefault("MESOS_SANDBOX", ""));
  }

  private static boolean isTerminal(TaskState state) {
    return switch (state) {
      case TASK_STAGING,
          TASK_STARTING,
          TASK_RUNNING,
          TASK_KILLING,
          TASK_UNREACHABLE,
          TASK_UNKNOWN ->
          false;
      case TASK_FINISHED,
          TASK_FAILED,
          TASK_KILLED,
          TASK_ERROR,
          TASK_LOST,
          TASK_DROPPED,
          TASK_GONE,
          TASK_GONE_BY_OPERATOR ->
          true;
    };
  }
}
