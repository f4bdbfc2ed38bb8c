package io.herald.catalog.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task that its master does not count as completed.
 *
 * @param state as Mesos spells it, {@code TASK_RUNNING} and so on; unknown future states pass
 * @param running empty while no TASK_RUNNING status is known
 * @param ports the task's port resources, as ranges
 * @param network what its container description says; a status may know more
 * @param recovering known from before a failover, its agent not yet back
 */
public record Task(
    String frameworkId,
    String id,
    String name,
    String agentId,
    String state,
    Optional<RunningStatus> running,
    List<PortRange> ports,
    Optional<Discovery> discovery,
    Map<String, String> labels,
    Network network,
    boolean recovering)
    implements Entity {

  public static final String RUNNING = "TASK_RUNNING";

  /** A task whose description says nothing of a network. */
  public Task(
      String frameworkId,
      String id,
      String name,
      String agentId,
      String state,
      Optional<RunningStatus> running,
      List<PortRange> ports,
      Optional<Discovery> discovery,
      Map<String, String> labels,
      boolean recovering) {
    this(
        frameworkId,
        id,
        name,
        agentId,
        state,
        running,
        ports,
        discovery,
        labels,
        Network.UNSPECIFIED,
        recovering);
  }

  public Task {
    ports = List.copyOf(ports);
    labels = Map.copyOf(labels);
  }

  @Override
  public Id key() {
    return new Id(frameworkId, id);
  }

  /** A task id is unique within its framework. */
  public record Id(String frameworkId, String taskId) implements Entity.Key {}
}
