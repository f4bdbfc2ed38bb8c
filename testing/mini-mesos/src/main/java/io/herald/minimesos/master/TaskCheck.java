package io.herald.minimesos.master;

import io.herald.minimesos.resources.ResourceSet;
import java.util.Optional;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Why a task can't be launched: what a real master refuses, in its words, and what this cluster
 * can't run, in ours.
 */
final class TaskCheck {

  private TaskCheck() {}

  /**
   * Checks a task.
   *
   * @param agentId of the offers
   * @param available what is left of the offers
   * @return a sentence, or nothing if the task is fine
   */
  static Optional<String> refusal(
      FrameworkEntry framework, TaskInfo task, String agentId, ResourceSet available) {
    String id = task.getTaskId().getValue();
    if (id.isEmpty() || id.contains("/") || id.equals(".") || id.equals("..")) {
      return Optional.of("Task ID '" + id + "' is not fit for a path");
    }
    if (framework.tasks.containsKey(id)) {
      return Optional.of("Task has duplicate ID: " + id);
    }
    if (!task.getAgentId().getValue().equals(agentId)) {
      return Optional.of(
          "Task uses invalid agent "
              + task.getAgentId().getValue()
              + " while agent "
              + agentId
              + " is expected");
    }
    if (task.hasExecutor() == task.hasCommand()) {
      return Optional.of(
          "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present");
    }
    if (task.hasContainer()) {
      Optional<String> refusal = refusal(task.getContainer());
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    if (task.hasHealthCheck()) {
      Optional<String> refusal = HealthCheckRules.refusal(task.getHealthCheck());
      if (refusal.isPresent()) {
        return refusal.map(why -> "Task uses invalid health check: " + why);
      }
    }
    Optional<String> refusal =
        task.hasExecutor() ? refusal(framework, task.getExecutor(), agentId) : commandTask(task);
    return refusal.isPresent() ? refusal : resources(framework, task, agentId, available);
  }

  private static Optional<String> commandTask(TaskInfo task) {
    if (task.hasCheck()) {
      return Optional.of(
          "mini-mesos runs health checks alone for a command task; leave the other check out");
    }
    if (task.getHealthCheck().getHttp().getScheme().equals("https")) {
      return Optional.of("mini-mesos checks nothing over HTTPS; check over HTTP or TCP");
    }
    return refusal(task.getCommand());
  }

  private static Optional<String> refusal(
      FrameworkEntry framework, ExecutorInfo executor, String agentId) {
    if (executor.getType() == ExecutorInfo.Type.DEFAULT) {
      return Optional.of("mini-mesos has no default executor; name a command of your own");
    }
    if (!executor.hasCommand()) {
      return Optional.of("'ExecutorInfo.command' must be set for 'CUSTOM' executor");
    }
    if (executor.hasFrameworkId() && !executor.getFrameworkId().getValue().equals(framework.id)) {
      return Optional.of(
          "ExecutorInfo has an invalid FrameworkID (Actual: "
              + executor.getFrameworkId().getValue()
              + " vs Expected: "
              + framework.id
              + ")");
    }
    ExecutorInfo running = framework.executor(agentId, executor.getExecutorId().getValue());
    if (running != null && !bare(running).equals(bare(executor))) {
      return Optional.of(
          "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID");
    }
    if (executor.hasContainer()) {
      Optional<String> refusal = refusal(executor.getContainer());
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return refusal(executor.getCommand());
  }

  /** Without what the master adds. */
  private static ExecutorInfo bare(ExecutorInfo executor) {
    ExecutorInfo.Builder bare = executor.toBuilder().clearFrameworkId();
    bare.getResourcesBuilderList().forEach(resource -> resource.clearAllocationInfo());
    return bare.build();
  }

  private static Optional<String> refusal(ContainerInfo container) {
    boolean image = container.hasDocker() || container.getMesos().hasImage();
    return image || container.getVolumesCount() > 0
        ? Optional.of("mini-mesos runs plain processes: no images, no volumes")
        : Optional.empty();
  }

  private static Optional<String> refusal(CommandInfo command) {
    if (command.getUrisCount() > 0) {
      return Optional.of("mini-mesos fetches no URIs; name files of this machine in the command");
    }
    if (!command.hasValue()) {
      return Optional.of("'CommandInfo.value' must be set");
    }
    return command.getEnvironment().getVariablesList().stream()
        .filter(variable -> variable.getType() == Environment.Variable.Type.SECRET)
        .findFirst()
        .map(
            variable ->
                "mini-mesos has no secrets: environment variable '"
                    + variable.getName()
                    + "' must be a value");
  }

  private static Optional<String> resources(
      FrameworkEntry framework, TaskInfo task, String agentId, ResourceSet available) {
    try {
      ResourceSet own = ResourceSet.of(task.getResourcesList());
      if (own.isEmpty()) {
        return Optional.of("Task uses no resources");
      }
      ResourceSet all = own.plus(executorResources(framework, task, agentId));
      if (!available.contains(all)
          || own.ports().overlaps(executorResources(framework, task, agentId).ports())) {
        return Optional.of("Task uses more resources " + all + " than available " + available);
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("Task uses invalid resources: " + e.getMessage());
    }
  }

  /** What an executor needs that isn't running yet; nothing otherwise. */
  static ResourceSet executorResources(FrameworkEntry framework, TaskInfo task, String agentId) {
    return !task.hasExecutor()
            || framework.executor(agentId, task.getExecutor().getExecutorId().getValue()) != null
        ? ResourceSet.NONE
        : ResourceSet.of(task.getExecutor().getResourcesList());
  }
}
