package io.herald.dns.naming;

import io.herald.catalog.model.Framework;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.dns.record.ResourceRecord;
import java.util.List;
import java.util.stream.Stream;

/** One framework with its published tasks and their records, as a reader of the API sees them. */
public final class FrameworkListing {

  private final NamingOptions options;
  private final Framework framework;
  private final List<Inputs.OfTask> tasks;

  FrameworkListing(NamingOptions options, Framework framework, List<Inputs.OfTask> tasks) {
    this.options = options;
    this.framework = framework;
    this.tasks = List.copyOf(tasks);
  }

  /** The framework's name as it gave it. */
  public String name() {
    return framework.name();
  }

  /** The tasks that are published; each one's records are made when it is reached. */
  public Stream<TaskListing> tasks() {
    return tasks.stream()
        .filter(
            inputs ->
                TaskRecords.isPublished(options.publication(), inputs.task(), inputs.standing()))
        .map(
            inputs ->
                new TaskListing(
                    inputs.task().name(),
                    inputs.task().id(),
                    inputs.contribution(options, problem -> {}).records()));
  }

  /**
   * One task.
   *
   * @param name as the framework gave it
   * @param records in the order of their making, each once
   */
  public record TaskListing(String name, String id, List<ResourceRecord> records) {

    public TaskListing {
      records = List.copyOf(records);
    }
  }
}
