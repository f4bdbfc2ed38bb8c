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

  /** A populator without Guice, for a framework that isn't wired with it. */
  public static DiscoveryInfoPopulator of(DiscoveryOptions options, DiscoveryStats stats) {
    return new DiscoveryInfoPopulator(
        options, new DiscoveryDescriber(options, new WrittenTasks(options), stats), stats);
  }

  /** Whether it does anything at all. */
  public boolean isOn() {
    return options.populateDiscoveryInfo();
  }

  /** For the v1 messages. */
  public TaskInfo populate(TaskInfo task, LaunchedTask launched) {
    return isOn() ? with(task, describer.describe(launched)) : task;
  }

  /**
   * For a v1 message whose job is found in the message itself, by the {@link LaunchedTaskReader}.
   */
  public TaskInfo populate(TaskInfo task) {
    return isOn()
        ? with(
            task,
            describer.describe(
                V1Messages.view(task), task.getDiscovery().getPorts().getPortsCount() > 0))
        : task;
  }

  /** For the v0 messages, those of the drivers of Mesos' Java bindings. */
  public org.apache.mesos.Protos.TaskInfo populate(
      org.apache.mesos.Protos.TaskInfo task, LaunchedTask launched) {
    return isOn() ? with(task, describer.describe(launched)) : task;
  }

  /**
   * For a v0 message whose job is found in the message itself, by the {@link LaunchedTaskReader}.
   */
  public org.apache.mesos.Protos.TaskInfo populate(org.apache.mesos.Protos.TaskInfo task) {
    return isOn()
        ? with(
            task,
            describer.describe(
                V0Messages.view(task), task.getDiscovery().getPorts().getPortsCount() > 0))
        : task;
  }

  // A TaskInfo that lacks a required field is the framework's to hear of, from Mesos: so it is
  // built
  // as it is.

  private TaskInfo with(TaskInfo task, TaskDiscovery discovery) {
    TaskInfo.Builder populated = task.toBuilder();
    V1Messages.add(discovery, populated.getDiscoveryBuilder());
    stats.countPopulated();
    return populated.buildPartial();
  }

  private org.apache.mesos.Protos.TaskInfo with(
      org.apache.mesos.Protos.TaskInfo task, TaskDiscovery discovery) {
    org.apache.mesos.Protos.TaskInfo.Builder populated = task.toBuilder();
    V0Messages.add(discovery, populated.getDiscoveryBuilder());
    stats.countPopulated();
    return populated.buildPartial();
  }
}
