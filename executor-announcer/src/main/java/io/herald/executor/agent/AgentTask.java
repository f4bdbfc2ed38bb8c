package io.herald.executor.agent;

import io.herald.jobs.AnnounceWish;
import io.herald.jobs.file.AnnounceLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * A launched task of the agent that asks to be announced, as the agent lists it.
 *
 * @param name of the task; often that of its app
 * @param role that its resources are allocated to, {@code *} included
 * @param discoveryName empty if it has no DiscoveryInfo, or one without a name
 * @param discoveryEnvironment empty if it has none
 * @param ports number by name, as DiscoveryInfo has them; ports without a name are left out
 * @param labels of DiscoveryInfo, without Herald's own
 * @param wish the value of its label {@value AnnounceWish#LABEL}
 * @param changing what may be another with the next list
 */
record AgentTask(
    Key key,
    String name,
    String role,
    String discoveryName,
    String discoveryEnvironment,
    SortedMap<String, Integer> ports,
    SortedMap<String, String> labels,
    String wish,
    Changing changing) {

  private static final String OURS = "io.herald.";

  /** Job metadata of Aurora, which can't write labels otherwise. */
  private static final String AURORA_LABEL = "org.apache.aurora.metadata." + AnnounceWish.LABEL;

  /** Names a task in its cluster. */
  record Key(String framework, String task) {

    @Override
    public String toString() {
      return "task " + task + " of framework " + framework;
    }
  }

  /**
   * What changes in a task's life.
   *
   * @param state as Mesos has it
   * @param healthy what Mesos found last; absent while nothing is known
   * @param checked whether Mesos checks its health
   * @param addresses of its container, best first
   */
  record Changing(
      TaskState state, Optional<Boolean> healthy, boolean checked, List<String> addresses) {

    /** Whether it runs and Mesos doesn't say that it should not be used. */
    boolean isHealthy() {
      return isRunning() && healthy.orElse(!checked);
    }

    boolean isRunning() {
      return state == TaskState.TASK_RUNNING;
    }
  }

  /** Those of a list that ask for it. */
  static List<AgentTask> asking(List<Task> launched) {
    List<AgentTask> asking = new ArrayList<>();
    for (Task task : launched) {
      wish(task).filter(AnnounceLabel::asks).ifPresent(wish -> asking.add(of(task, wish)));
    }
    return asking;
  }

  /** The label of the most specific place: DiscoveryInfo before the task. */
  private static Optional<String> wish(Task task) {
    return wish(task.getDiscovery().getLabels().getLabelsList())
        .or(() -> wish(task.getLabels().getLabelsList()));
  }

  private static Optional<String> wish(List<Label> labels) {
    Optional<String> aurora = Optional.empty();
    for (Label label : labels) {
      if (label.getKey().equals(AnnounceWish.LABEL)) {
        return Optional.of(label.getValue());
      }
      if (label.getKey().equals(AURORA_LABEL)) {
        aurora = Optional.of(label.getValue());
      }
    }
    return aurora;
  }

  private static AgentTask of(Task task, String wish) {
    return new AgentTask(
        new Key(task.getFrameworkId().getValue(), task.getTaskId().getValue()),
        task.getName(),
        task.getResourcesCount() == 0 ? "" : task.getResources(0).getAllocationInfo().getRole(),
        task.getDiscovery().getName(),
        task.getDiscovery().getEnvironment(),
        ports(task.getDiscovery().getPorts().getPortsList()),
        labels(task.getDiscovery().getLabels().getLabelsList()),
        wish,
        changing(task));
  }

  /** Of a name with several protocols the first port counts. */
  private static SortedMap<String, Integer> ports(List<Port> given) {
    SortedMap<String, Integer> ports = new TreeMap<>();
    for (Port port : given) {
      if (!port.getName().isEmpty()) {
        ports.putIfAbsent(port.getName(), port.getNumber());
      }
    }
    return ports;
  }

  private static SortedMap<String, String> labels(List<Label> given) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (Label label : given) {
      if (!label.getKey().startsWith(OURS)) {
        labels.putIfAbsent(label.getKey(), label.getValue());
      }
    }
    return labels;
  }

  /**
   * The agent appends each status, and of a run of equal states keeps the last: what is known of
   * the health is in the last one that says TASK_RUNNING.
   */
  private static Changing changing(Task task) {
    Optional<Boolean> healthy = Optional.empty();
    List<String> addresses = new ArrayList<>();
    for (TaskStatus status : task.getStatusesList()) {
      if (status.getState() == TaskState.TASK_RUNNING) {
        healthy = status.hasHealthy() ? Optional.of(status.getHealthy()) : Optional.empty();
      }
      List<String> reported = addresses(status);
      if (!reported.isEmpty()) {
        addresses.clear();
        addresses.addAll(reported);
      }
    }
    return new Changing(task.getState(), healthy, task.hasHealthCheck(), List.copyOf(addresses));
  }

  private static List<String> addresses(TaskStatus status) {
    List<String> addresses = new ArrayList<>();
    for (NetworkInfo network : status.getContainerStatus().getNetworkInfosList()) {
      for (NetworkInfo.IPAddress address : network.getIpAddressesList()) {
        if (address.hasIpAddress()) {
          addresses.add(address.getIpAddress());
        }
      }
    }
    return addresses;
  }

  /** Whether a list with this one says nothing new of a task that was planned by that one. */
  boolean isPlannedAs(AgentTask other) {
    return wish.equals(other.wish)
        && ports.equals(other.ports)
        && labels.equals(other.labels)
        && changing.addresses().equals(other.changing().addresses());
  }

  /** The labels by which the owner of a member is known: see the announcer of an agent. */
  static Map<String, String> mark(String owner, Key key) {
    return Map.of("agent", owner, "framework", key.framework(), "task", key.task());
  }
}
