package io.herald.scheduler;

import static java.util.Collections.unmodifiableSortedMap;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.aurora.AuroraTask;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a framework knows of a task that it is about to launch.
 *
 * @param instance number within the job, from 0
 * @param assignedPorts number by name, as taken from the offer
 * @param source where the rest is found: announce block, protocols, health check
 */
public record LaunchedTask(
    JobKey job, int instance, SortedMap<String, Integer> assignedPorts, JobSource source) {

  public LaunchedTask {
    assignedPorts = unmodifiableSortedMap(new TreeMap<>(assignedPorts));
  }

  /** An instance of a job of ours. */
  public static LaunchedTask of(Job job, int instance, Map<String, Integer> assignedPorts) {
    return of(job.key(), instance, assignedPorts, new JobSource.OfJob(job));
  }

  /**
   * An instance of a job of Aurora's.
   *
   * @param data {@code ExecutorConfig.data}: the job's JSON, or another executor's free text
   */
  public static LaunchedTask ofAurora(
      JobKey job, int instance, Map<String, Integer> assignedPorts, String data) {
    return of(job, instance, assignedPorts, new JobSource.OfAurora(data, Map.of()));
  }

  /** An instance of a job of Aurora's, as its scheduler says it. */
  public static LaunchedTask ofAurora(AuroraTask task) {
    return of(
        new JobKey("", task.role(), task.environment(), task.name()),
        task.instance(),
        task.assignedPorts(),
        new JobSource.OfAurora(task.executorData().orElse(""), task.metadata()));
  }

  /** An instance of which nothing else is known. */
  public static LaunchedTask plain(JobKey job, int instance, Map<String, Integer> assignedPorts) {
    return of(job, instance, assignedPorts, new JobSource.Unknown());
  }

  private static LaunchedTask of(
      JobKey job, int instance, Map<String, Integer> assignedPorts, JobSource source) {
    return new LaunchedTask(job, instance, new TreeMap<>(assignedPorts), source);
  }
}
