package io.herald.jobs.file;

import io.herald.jobs.Lifecycle;
import io.herald.jobs.Resources;
import io.herald.settings.document.DocumentErrors;
import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a job file's {@code task}. */
final class TaskSchema {

  /** What they say. */
  record Task(
      String command,
      Map<String, String> variables,
      Resources resources,
      Duration finalizationWait) {

    /** A task that another program runs: a command that does nothing, and minimal resources. */
    static final Task ELSEWHERE =
        new Task(
            ":",
            Map.of(),
            new Resources(0.01, 1 << 20, 1 << 20),
            Lifecycle.DEFAULT.finalizationWait());
  }

  private static final String PROCESSES = "task.processes";

  private TaskSchema() {}

  /** The task; absent after an error. */
  static Optional<Task> read(Fields top, DocumentErrors errors) {
    top.require("task");
    Optional<Fields> task = top.mapping("task");
    if (task.isEmpty()) {
      return Optional.empty();
    }
    try (Fields fields = task.get()) {
      fields.text("name"); // Aurora's name for the processes together; nothing uses it.
      if (!fields.list("constraints").isEmpty()) {
        errors.add(
            "task.constraints", "a task runs one process, so there is no order; leave it out");
      }
      AuroraFields.only(fields, "max_concurrency", "0");
      AuroraFields.only(fields, "max_failures", "1");
      Duration finalization =
          fields.seconds("finalization_wait", Lifecycle.DEFAULT.finalizationWait());
      Map<String, String> variables = fields.texts("environment");
      Resources resources = resources(fields);
      return command(fields, errors)
          .map(command -> new Task(command, variables, resources, finalization));
    }
  }

  private static Resources resources(Fields task) {
    task.require("resources");
    Optional<Fields> resources = task.mapping("resources");
    if (resources.isEmpty()) {
      return new Resources(0, 0, 0);
    }
    try (Fields fields = resources.get()) {
      fields.require("cpu");
      fields.require("ram");
      fields.require("disk");
      AuroraFields.only(fields, "gpu", "0");
      return new Resources(
          fields.number("cpu", 0), fields.bytes("ram", 0), fields.bytes("disk", 0));
    }
  }

  private static Optional<String> command(Fields task, DocumentErrors errors) {
    task.require("processes");
    List<SyntaxNode> processes = task.list("processes");
    if (task.node("processes").isEmpty()) {
      return Optional.empty();
    }
    if (processes.size() != 1) {
      errors.add(
          PROCESSES,
          processes.size()
              + " processes stand here, and a task runs one; start the others in its cmdline");
      return Optional.empty();
    }
    return task.mapping(PROCESSES + "[0]", processes.get(0)).map(TaskSchema::process);
  }

  private static String process(Fields process) {
    try (process) {
      process.requiredText("name");
      AuroraFields.only(process, "daemon", "false");
      AuroraFields.only(process, "ephemeral", "false");
      AuroraFields.only(process, "final", "false");
      AuroraFields.only(process, "max_failures", "1");
      AuroraFields.only(process, "min_duration", "5");
      return process.requiredText("cmdline");
    }
  }
}
