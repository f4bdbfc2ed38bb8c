package io.herald.scheduler;

import com.google.inject.Inject;
import org.apache.mesos.Protos;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Adds DiscoveryInfo to a TaskInfo. What the framework set itself stays: only absent fields, labels
 * and ports of other names are added. Never fails, and returns the TaskInfo that came in if the
 * flag is off. Safe for use by several threads.
 *
 * <p>A TaskInfo that lacks a required field is completed as far as it goes: Mesos reports that
 * mistake to the framework.
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

  /** Whether the flag is on. */
  public boolean isOn() {
    return options.populateDiscoveryInfo();
  }

  /** Of a v1 message whose job the framework knows. */
  public TaskInfo populate(TaskInfo task, LaunchedTask launched) {
    return isOn() ? populated(task, describer.describe(launched)) : task;
  }

  /** Of a v1 message; the {@link LaunchedTaskReader} finds the job in the message itself. */
  public TaskInfo populate(TaskInfo task) {
    return isOn() ? populated(task, described(task)) : task;
  }

  /** Of a v0 message, for the drivers of Mesos' Java bindings, whose job the framework knows. */
  public Protos.TaskInfo populate(Protos.TaskInfo task, LaunchedTask launched) {
    return isOn() ? populated(task, V0Conversion.toV1(task), describer.describe(launched)) : task;
  }

  /** Of a v0 message; the {@link LaunchedTaskReader} finds the job in the message itself. */
  public Protos.TaskInfo populate(Protos.TaskInfo task) {
    if (!isOn()) {
      return task;
    }
    TaskInfo converted = V0Conversion.toV1(task);
    return populated(task, converted, described(converted));
  }

  private TaskDiscovery described(TaskInfo task) {
    return describer.describe(
        DiscoveryMessages.view(task), task.getDiscovery().getPorts().getPortsCount() > 0);
  }

  private TaskInfo populated(TaskInfo task, TaskDiscovery discovery) {
    return task.toBuilder().setDiscovery(info(task, discovery)).buildPartial();
  }

  private Protos.TaskInfo populated(
      Protos.TaskInfo task, TaskInfo converted, TaskDiscovery discovery) {
    DiscoveryInfo info = info(converted, discovery);
    return task.toBuilder().setDiscovery(V0Conversion.toV0(info)).buildPartial();
  }

  private DiscoveryInfo info(TaskInfo task, TaskDiscovery discovery) {
    DiscoveryInfo.Builder info = task.getDiscovery().toBuilder();
    DiscoveryMessages.add(discovery, info);
    stats.countPopulated();
    return info.buildPartial();
  }
}
