package io.herald.examples.framework;

import io.herald.jobs.Launchable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.TaskState;

/**
 * All instances of all jobs, and which of them a task is of. An instance has one task at most; who
 * comes second has to go. For the framework's loop alone.
 */
final class JobInstances {

  private final List<JobInstance> all = new ArrayList<>();
  private final Map<String, List<JobInstance>> byPath = new LinkedHashMap<>();

  /** Tasks of instances that no job needs any more, until they are over; by id. */
  private final Map<String, JobInstance.Running> leaving = new LinkedHashMap<>();

  private final FormerTasks former = new FormerTasks();

  private boolean held;

  JobInstances(List<? extends Launchable> jobs) {
    List<String> unused = update(jobs).told();
  }

  /**
   * What other jobs mean for the tasks.
   *
   * @param surplus tasks of instances that no job needs any more, which have to go
   * @param told what changes, a clause for each job
   */
  record Update(List<JobInstance.Running> surplus, List<String> told) {}

  /**
   * Has these jobs from now on. A job with more instances gets more; one with fewer loses those
   * with the highest numbers; one that isn't there any more loses all. Another version of a job is
   * for tasks that are launched from now on; one of an app gets tasks of its own, and those of the
   * former version go as they become ready.
   */
  Update update(List<? extends Launchable> jobs) {
    List<String> told = new ArrayList<>();
    List<JobInstance> gone = new ArrayList<>();
    Map<String, List<JobInstance>> before = new LinkedHashMap<>(byPath);
    byPath.clear();
    for (Launchable job : jobs) {
      List<JobInstance> old = before.remove(job.path());
      List<JobInstance> now = new ArrayList<>(old == null ? List.of() : old);
      boolean changed = now.stream().anyMatch(one -> !sameButForInstances(one.job(), job));
      if (changed && job.replacesTasks()) {
        former.add(job.path(), now.stream().flatMap(one -> one.running().stream()).toList());
        now.clear();
      }
      while (now.size() > job.instances()) {
        gone.add(now.remove(now.size() - 1));
      }
      now.forEach(one -> one.becomes(job));
      while (now.size() < job.instances()) {
        now.add(added(job, now.size()));
      }
      byPath.put(job.path(), now);
      tell(told, job, old == null ? 0 : old.size(), changed);
    }
    before.forEach(
        (path, instances) -> {
          gone.addAll(instances);
          told.add(path + " is gone: its " + instances.size() + " instances end");
        });
    all.clear();
    byPath.values().forEach(all::addAll);
    List<JobInstance.Running> surplus = new ArrayList<>();
    gone.forEach(one -> one.running().ifPresent(surplus::add));
    byPath.forEach((path, instances) -> surplus.addAll(former.due(path, awaited(instances))));
    before.keySet().forEach(path -> surplus.addAll(former.due(path, 0)));
    surplus.forEach(task -> leaving.put(task.taskId(), task));
    return new Update(surplus, told);
  }

  private JobInstance added(Launchable job, int number) {
    JobInstance instance = new JobInstance(job, number);
    if (held) {
      instance.hold();
    }
    return instance;
  }

  private static boolean sameButForInstances(Launchable one, Launchable other) {
    return one.withInstances(other.instances()).equals(other);
  }

  private static void tell(List<String> told, Launchable job, int before, boolean changed) {
    String path = job.path();
    if (before != job.instances()) {
      told.add(path + " has " + job.instances() + " instances (had " + before + ")");
    }
    if (changed) {
      told.add(
          path
              + (job.replacesTasks()
                  ? " is changed: tasks of before go as the new ones are ready"
                  : " is changed: tasks are launched so from now on, those that run go on"));
    }
  }

  /** How many tasks are still to become ready. */
  private static int awaited(List<JobInstance> instances) {
    return (int) instances.stream().filter(one -> !one.ready()).count();
  }

  /**
   * A task of an instance has changed: the tasks that it has taken the place of, which have to go.
   */
  List<JobInstance.Running> displaced(JobInstance instance) {
    String path = instance.job().path();
    List<JobInstance.Running> due = former.due(path, awaited(byPath.getOrDefault(path, List.of())));
    due.forEach(task -> leaving.put(task.taskId(), task));
    return due;
  }

  /** Whether a task is of a former version, and runs until one of the new version is ready. */
  boolean isFormer(String taskId) {
    return former.has(taskId);
  }

  /** Such a task is over. */
  void formerEnded(String taskId) {
    former.ended(taskId);
  }

  /** All such tasks are over. */
  void forgetFormer() {
    former.clear();
  }

  /** Whether a task is of an instance that no job needs any more. */
  boolean isLeaving(String taskId) {
    return leaving.containsKey(taskId);
  }

  /** Such a task is over. */
  void left(String taskId) {
    leaving.remove(taskId);
  }

  List<JobInstance> all() {
    return all;
  }

  /** The instance that a task is known to run. */
  Optional<JobInstance> running(String taskId) {
    return named(taskId).stream().filter(instance -> instance.runs(taskId)).findFirst();
  }

  /** All that have a task. */
  List<JobInstance.Running> running() {
    return all.stream().flatMap(instance -> instance.running().stream()).toList();
  }

  /** The tasks of all that have one, and those of former versions, by id with their agents. */
  Map<String, String> tasks() {
    Map<String, String> tasks = new LinkedHashMap<>();
    running().forEach(task -> tasks.put(task.taskId(), task.agentId()));
    former.all().forEach(task -> tasks.put(task.taskId(), task.agentId()));
    return tasks;
  }

  /**
   * After a restart: an instance with a remembered task has that until it is known whether it
   * lives, and none gets another one until it is released.
   *
   * @param remembered tasks by id with their agents
   * @return those that are of an instance
   */
  Map<String, String> resume(Map<String, String> remembered, Instant now) {
    Map<String, String> ours = new LinkedHashMap<>();
    remembered.forEach(
        (task, agent) ->
            named(task).stream()
                .filter(instance -> instance.running().isEmpty())
                .findFirst()
                .ifPresent(
                    instance -> {
                      instance.assumed(task, agent, now);
                      ours.put(task, agent);
                    }));
    held = true;
    all.forEach(JobInstance::hold);
    return ours;
  }

  /** Every instance may get a task. */
  void release() {
    held = false;
    all.forEach(JobInstance::release);
  }

  /**
   * What becomes of a task that was found and belongs to no instance.
   *
   * @param instance whose task it is from now on; empty: it has to go
   * @param displaced the task that it takes the place of, which has to go
   */
  record Found(Optional<JobInstance> instance, Optional<JobInstance.Running> displaced) {}

  /**
   * A task that lives was found, and belongs to no instance. It is given to an instance that has
   * none, or that has one which doesn't run while this one does.
   */
  Found found(String taskId, String agentId, TaskState state, Instant now) {
    List<JobInstance> candidates = named(taskId).stream().filter(one -> !one.done()).toList();
    Optional<JobInstance> owner =
        candidates.stream().filter(one -> one.running().isEmpty()).findFirst();
    if (owner.isEmpty() && state == TaskState.TASK_RUNNING) {
      owner =
          candidates.stream()
              .filter(
                  one ->
                      one.running()
                          .filter(task -> task.state() != TaskState.TASK_RUNNING)
                          .isPresent())
              .findFirst();
    }
    Optional<JobInstance.Running> displaced = owner.flatMap(JobInstance::running);
    owner.ifPresent(
        instance -> {
          instance.launched(taskId, agentId, now);
          instance.updated(state, false);
        });
    return new Found(owner, displaced);
  }

  /**
   * Whose a task may be by its id: several if keys differ in where their dashes are, or of an app.
   */
  private List<JobInstance> named(String taskId) {
    return byPath.values().stream()
        .flatMap(instances -> TaskIds.candidates(instances, taskId).stream())
        .toList();
  }
}
