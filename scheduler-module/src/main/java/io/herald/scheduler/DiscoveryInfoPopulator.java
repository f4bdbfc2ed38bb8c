package io.herald.scheduler;

import jakarta.inject.Inject;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Gives a TaskInfo its DiscoveryInfo. What the framework set itself stays: only absent fields,
 * labels and ports of other names are added. Never fails, and returns the TaskInfo that came in if
 * the flag is off. Safe for use by several threads.
 */
public final class DiscoveryInfoPopulator {

  private final DiscoveryOptions options;
  private final DiscoveryDescriber describer;
  private final DiscoveryStats stats;

  @Inject
  DiscoveryInfoPopulator(
      DiscoveryOptions options, DiscoveryDescriber describer, DiscoveryStats stats) {
    this.options = options;
    this.describer = describer;
    this.stats = stats;
  }

  /** For the v1 messages. */
  public TaskInfo populate(TaskInfo task, LaunchedTask launched) {
    if (!options.populateDiscoveryInfo()) {
      return task;
    }
    TaskInfo.Builder populated = task.toBuilder();
    V1Messages.add(describer.describe(launched), populated.getDiscoveryBuilder());
    stats.countPopulated();
    return populated.build();
  }

  /** For the v0 messages, those of the drivers of Mesos' Java bindings. */
  public org.apache.mesos.Protos.TaskInfo populate(
      org.apache.mesos.Protos.TaskInfo task, LaunchedTask launched) {
    if (!options.populateDiscoveryInfo()) {
      return task;
    }
    org.apache.mesos.Protos.TaskInfo.Builder populated = task.toBuilder();
    V0Messages.add(describer.describe(launched), populated.getDiscoveryBuilder());
    stats.countPopulated();
    return populated.build();
  }
}
