package io.herald.examples.framework;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.Launchable;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.jobs.marathon.AppPath;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Task ids. A job's are {@code role-environment-name-instance-uuid}: from one, the instance is
 * found again. An app's are Marathon's, {@code shop_cart.uuid}: any instance of the app may have
 * it.
 */
final class TaskIds {

  private static final String UUID_FORM = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

  /** What follows the job. */
  private static final Pattern INSTANCE = Pattern.compile("(\\d{1,9})-" + UUID_FORM);

  /** What follows the app. */
  private static final Pattern APP_TASK = Pattern.compile("\\." + UUID_FORM);

  private TaskIds() {}

  static String newTaskId(Launchable job, int instance) {
    if (job instanceof Job own) {
      return newTaskId(own.key(), instance);
    }
    if (job instanceof AppDefinition app) {
      return app.id().inTaskIds() + "." + UUID.randomUUID();
    }
    throw unknown(job);
  }

  static String newTaskId(JobKey job, int instance) {
    return prefix(job) + instance + "-" + UUID.randomUUID();
  }

  /**
   * Which of these a task may be of.
   *
   * @param instances of one job or app, in the order of their numbers
   */
  static List<JobInstance> candidates(List<JobInstance> instances, String taskId) {
    if (instances.isEmpty()) {
      return List.of();
    }
    Launchable job = instances.get(0).job();
    if (job instanceof Job own) {
      OptionalInt number = instanceOf(own.key(), taskId);
      return number.isPresent() && number.getAsInt() < instances.size()
          ? List.of(instances.get(number.getAsInt()))
          : List.of();
    }
    if (job instanceof AppDefinition app) {
      return isOf(app.id(), taskId) ? instances : List.of();
    }
    throw unknown(job);
  }

  /** The instance of {@code job} that the task runs; empty if it isn't one of that job. */
  static OptionalInt instanceOf(JobKey job, String taskId) {
    String prefix = prefix(job);
    if (!taskId.startsWith(prefix)) {
      return OptionalInt.empty();
    }
    Matcher id = INSTANCE.matcher(taskId).region(prefix.length(), taskId.length());
    return id.matches() ? OptionalInt.of(Integer.parseInt(id.group(1))) : OptionalInt.empty();
  }

  private static boolean isOf(AppPath app, String taskId) {
    String prefix = app.inTaskIds();
    return taskId.startsWith(prefix)
        && APP_TASK.matcher(taskId).region(prefix.length(), taskId.length()).matches();
  }

  private static String prefix(JobKey job) {
    return job.role() + "-" + job.environment() + "-" + job.name() + "-";
  }

  private static IllegalArgumentException unknown(Launchable job) {
    return new IllegalArgumentException(
        job.path() + " is a " + job.getClass().getSimpleName() + ", which has no form of task ids");
  }
}
