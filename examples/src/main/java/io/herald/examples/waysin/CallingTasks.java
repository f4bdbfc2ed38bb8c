package io.herald.examples.waysin;

import io.herald.jobs.Job;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.LaunchedTask;
import jakarta.inject.Inject;
import java.util.Map;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * A task factory that calls the populator itself: for a framework of one's own, which knows job,
 * instance and assigned ports where it makes a TaskInfo.
 */
public final class CallingTasks {

  private final DiscoveryInfoPopulator discovery;

  /** The framework installs {@link io.herald.scheduler.DiscoveryModule} beside its own modules. */
  @Inject
  public CallingTasks(DiscoveryInfoPopulator discovery) {
    this.discovery = discovery;
  }

  /** A task for one instance. */
  public TaskInfo task(
      Job job, int instance, String taskId, Offer offer, Map<String, Integer> assignedPorts) {
    TaskInfo task =
        TaskInfo.newBuilder()
            .setName(job.key().path())
            .setTaskId(TaskID.newBuilder().setValue(taskId))
            .setAgentId(offer.getAgentId())
            // … command, resources, whatever the framework's tasks have.
            .build();
    return discovery.populate(task, LaunchedTask.of(job, instance, assignedPorts));
  }
}
