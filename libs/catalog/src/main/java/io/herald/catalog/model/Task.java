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
 * @param healthChecked whether Mesos checks its health; the first result may be yet to come
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
    boolean recovering,
    boolean healthChecked)
    implements Entity {

  public static final String RUNNING = "TASK_RUNNING";

  public Task {
    ports = List.copyOf(ports);
    labels = Map.copyOf(labels);
  }

  /** A task whose health Mesos doesn't check. */
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
      Network network,
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
        network,
        recovering,
        false);
  }

  /** This task in another state, with what is known of its running, its agent present. */
  public Task updated(String newState, Optional<RunningStatus> newRunning) {
    return copy(newState, newRunning, discovery, false);
  }

  /** This task with other words of its running. */
  public Task withRunning(Optional<RunningStatus> newRunning) {
    return copy(state, newRunning, discovery, recovering);
  }

  public Task withDiscovery(Discovery newDiscovery) {
    return copy(state, running, Optional.of(newDiscovery), recovering);
  }

  public Task withRecovering(boolean nowRecovering) {
    return copy(state, running, discovery, nowRecovering);
  }

  private Task copy(
      String newState,
      Optional<RunningStatus> newRunning,
      Optional<Discovery> newDiscovery,
      boolean nowRecovering) {
    return new Task(
        frameworkId,
        id,
        name,
        agentId,
        newState,
        newRunning,
        ports,
        newDiscovery,
        labels,
        network,
        nowRecovering,
        healthChecked);
  }

  @Override
  public Id key() {
    return new Id(frameworkId, id);
  }

  /** A task id is unique within its framework. */
  public record Id(String frameworkId, String taskId) implements Entity.Key {}
}
