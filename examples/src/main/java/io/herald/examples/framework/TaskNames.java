package io.herald.examples.framework;

import io.herald.jobs.JobKey;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Task ids, {@code role-environment-name-instance-uuid}: from one, the instance is found again. */
final class TaskNames {

  private static final String UUID_PATTERN = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

  private TaskNames() {}

  static String newTaskId(JobKey job, int instance) {
    return prefix(job) + instance + "-" + UUID.randomUUID();
  }

  /** The instance of {@code job} that the task runs; empty if it isn't one of that job. */
  static OptionalInt instanceOf(JobKey job, String taskId) {
    Matcher id =
        Pattern.compile(Pattern.quote(prefix(job)) + "(\\d{1,9})-" + UUID_PATTERN).matcher(taskId);
    return id.matches() ? OptionalInt.of(Integer.parseInt(id.group(1))) : OptionalInt.empty();
  }

  private static String prefix(JobKey job) {
    return job.role() + "-" + job.environment() + "-" + job.name() + "-";
  }
}
