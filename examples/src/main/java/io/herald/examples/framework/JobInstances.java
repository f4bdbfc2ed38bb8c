package io.herald.examples.framework;

import io.herald.jobs.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.mesos.v1.Protos.TaskState;

/**
 * All instances of all jobs, and which of them a task is of. An instance has one task at most; who
 * comes second has to go. For the framework's loop alone.
 */
final class JobInstances {

  private final List<JobInstance> all = new ArrayList<>();
  private final List<List<JobInstance>> byJob = new ArrayList<>();

  JobInstances(List<Job> jobs) {
    for (Job job : jobs) {
      List<JobInstance> ofJob =
          IntStream.range(0, job.instances())
              .mapToObj(number -> new JobInstance(job, number))
              .toList();
      byJob.add(ofJob);
      all.addAll(ofJob);
    }
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
    all.forEach(JobInstance::hold);
    return ours;
  }

  /** Every instance may get a task. */
  void release() {
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
    for (List<JobInstance> ofJob : byJob) {
      OptionalInt number = TaskIds.instanceOf(ofJob.get(0).job().key(), taskId);
      if (number.isPresent() && number.getAsInt() < ofJob.size()) {
        named.add(ofJob.get(number.getAsInt()));
      }
    }
    return named;
  }
}
