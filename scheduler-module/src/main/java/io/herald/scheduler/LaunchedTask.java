package io.herald.scheduler;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.aurora.AuroraTask;
import java.util.Map;

/**
 * What a framework knows of a task that it is about to launch.
 *
 * @param instance number within the job, from 0
 * @param assignedPorts number by name, as taken from the offer
 * @param source where the rest is found: announce block, protocols, health check
 */
public record LaunchedTask(
    JobKey job, int instance, Map<String, Integer> assignedPorts, JobSource source) {

  public LaunchedTask {
    assignedPorts = Map.copyOf(assignedPorts);
  }

  /** An instance of a job of ours. */
  public static LaunchedTask of(Job job, int instance, Map<String, Integer> assignedPorts) {
    return new LaunchedTask(job.key(), instance, assignedPorts, new JobSource.OfJob(job));
  }

  /**
   * An instance of a job of Aurora's.
   *
   * @param data {@code ExecutorConfig.data}: the job's JSON, or another executor's free text
   */
  public static LaunchedTask ofAurora(
      JobKey job, int instance, Map<String, Integer> assignedPorts, String data) {
    return new LaunchedTask(job, instance, assignedPorts, new JobSource.OfAurora(data, Map.of()));
  }

  /** An instance of a job of Aurora's, as its scheduler says it. */
  public static LaunchedTask ofAurora(AuroraTask task) {
    return new LaunchedTask(
        new JobKey("", task.role(), task.environment(), task.name()),
        task.instance(),
        task.assignedPorts(),
        new JobSource.OfAurora(task.executorData().orElse(""), task.metadata()));
  }

  /** An instance of which nothing else is known. */
  public static LaunchedTask plain(JobKey job, int instance, Map<String, Integer> assignedPorts) {
    return new LaunchedTask(job, instance, assignedPorts, new JobSource.Unknown());
  }
}
