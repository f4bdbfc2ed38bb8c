package io.herald.examples.framework;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.mesos.v1.Protos.TaskState;

/**
 * All instances of all jobs, and which of them a task is of. An instance has one task at most; who
 * comes second has to go. For the framework's loop alone.
 */
final class JobInstances {

  private final List<JobInstance> all = new ArrayList<>();
  private final Map<JobKey, List<JobInstance>> byJob = new LinkedHashMap<>();

  /** Tasks of instances that no job needs any more, until they are over; by id. */
  private final Map<String, JobInstance.Running> leaving = new LinkedHashMap<>();

  private boolean held;

  JobInstances(List<Job> jobs) {
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
   * for tasks that are launched from now on.
   */
  Update update(List<Job> jobs) {
    List<String> told = new ArrayList<>();
    List<JobInstance> gone = new ArrayList<>();
    Map<JobKey, List<JobInstance>> before = new LinkedHashMap<>(byJob);
    byJob.clear();
    for (Job job : jobs) {
      List<JobInstance> old = before.remove(job.key());
      List<JobInstance> now = new ArrayList<>(old == null ? List.of() : old);
      boolean changed = now.stream().anyMatch(one -> !sameButForInstances(one.job(), job));
      while (now.size() > job.instances()) {
        gone.add(now.remove(now.size() - 1));
      }
      now.forEach(one -> one.becomes(job));
      while (now.size() < job.instances()) {
        now.add(added(job, now.size()));
      }
      byJob.put(job.key(), now);
      tell(told, job, old == null ? 0 : old.size(), changed);
    }
    before.forEach(
        (key, instances) -> {
          gone.addAll(instances);
          told.add(key.path() + " is gone: its " + instances.size() + " instances end");
        });
    all.clear();
    byJob.values().forEach(all::addAll);
    List<JobInstance.Running> surplus =
        gone.stream().flatMap(one -> one.running().stream()).toList();
    surplus.forEach(task -> leaving.put(task.taskId(), task));
    return new Update(surplus, told);
  }

  private JobInstance added(Job job, int number) {
    JobInstance instance = new JobInstance(job, number);
    if (held) {
      instance.hold();
    }
    return instance;
  }

  private static boolean sameButForInstances(Job one, Job other) {
    return one.withInstances(other.instances()).equals(other);
  }

  private static void tell(List<String> told, Job job, int before, boolean changed) {
    String path = job.key().path();
    if (before != job.instances()) {
      told.add(path + " has " + job.instances() + " instances (had " + before + ")");
    }
    if (changed) {
      told.add(path + " is changed: tasks are launched so from now on, those that run go on");
    }
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

  /** The tasks of all that have one, by id with their agents. */
  Map<String, String> tasks() {
    Map<String, String> tasks = new LinkedHashMap<>();
    running().forEach(task -> tasks.put(task.taskId(), task.agentId()));
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
          instance.updated(state);
        });
    return new Found(owner, displaced);
  }

  /** Whose a task may be by its id; more than one only if keys differ in where their dashes are. */
  private List<JobInstance> named(String taskId) {
    List<JobInstance> named = new ArrayList<>();
    for (Map.Entry<JobKey, List<JobInstance>> job : byJob.entrySet()) {
      List<JobInstance> ofJob = job.getValue();
      OptionalInt number = TaskIds.instanceOf(job.getKey(), taskId);
      if (number.isPresent() && number.getAsInt() < ofJob.size()) {
        named.add(ofJob.get(number.getAsInt()));
      }
    }
    return named;
  }
}
