package io.herald.dns.naming.view;

import io.herald.catalog.model.Framework;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.Named;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.instance.Instance;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One framework with its published tasks and their records, for the API. */
public final class FrameworkListing {

  private final NamingOptions options;
  private final Framework framework;
  private final List<Named> tasks;

  public FrameworkListing(NamingOptions options, Framework framework, List<Named> tasks) {
    this.options = options;
    this.framework = framework;
    this.tasks = List.copyOf(tasks);
  }

  /** The framework's name as it gave it. */
  public String name() {
    return framework.name();
  }

  /** The published tasks; the records of each are computed when it is reached. */
  public Stream<TaskListing> tasks() {
    return tasks.stream().flatMap(named -> task(named).stream());
  }

  private Optional<TaskListing> task(Named named) {
    return named.located() instanceof Instance instance
            && TaskRecords.isPublished(options.publication(), instance.task(), named.status())
        ? Optional.of(
            new TaskListing(
                instance.task().name(),
                instance.task().id(),
                named.contributions(options, problem -> {}).stream()
                    .flatMap(contribution -> contribution.records().stream())
                    .toList()))
        : Optional.empty();
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
