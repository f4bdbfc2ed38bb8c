package io.herald.examples.framework;

import io.herald.jobs.JobKey;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Task ids, {@code role-environment-name-instance-uuid}: from one, the instance is found again. */
final class TaskIds {

  /** What follows the job. */
  private static final Pattern INSTANCE =
      Pattern.compile("(\\d{1,9})-\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private TaskIds() {}

  static String newTaskId(JobKey job, int instance) {
    return prefix(job) + instance + "-" + UUID.randomUUID();
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

  private static String prefix(JobKey job) {
    return job.role() + "-" + job.environment() + "-" + job.name() + "-";
  }
}
