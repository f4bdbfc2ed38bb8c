package io.herald.browser;

import io.herald.minimesos.ScriptedCluster;
import io.herald.minimesos.link.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Ports;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/** The messages of a cluster: what its frameworks, agents and tasks say of themselves. */
final class Tasks {

  private static final int FIRST_PORT = 31_000;

  private final List<ScriptedCluster.Framework> frameworks = new ArrayList<>();
  private final List<ScriptedCluster.Agent> agents = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final double startedAt;

  /**
   * @param startedAt when the tasks began to run, in seconds since 1970
   */
  Tasks(double startedAt) {
    this.startedAt = startedAt;
  }

  /** Adds a framework of that name, whose id is {@code fw-NAME}. */
  Tasks framework(String name) {
    FrameworkInfo info =
        FrameworkInfo.newBuilder()
            .setId(Ids.framework("fw-" + name))
            .setName(name)
            .setUser("nobody")
            .addRoles("*")
            .addCapabilities(
                FrameworkInfo.Capability.newBuilder()
                    .setType(FrameworkInfo.Capability.Type.MULTI_ROLE))
            .build();
    frameworks.add(new ScriptedCluster.Framework(info, Optional.empty()));
    return this;
  }

  /** Adds agents {@code S0}, {@code S1}, …; {@code Sn} is at {@code 10.1.0.n}. */
  Tasks agents(int count) {
    for (int i = 0; i < count; i++) {
      String address = "10.1." + i / 250 + "." + (i % 250 + 1);
      AgentInfo info =
          AgentInfo.newBuilder()
              .setId(Ids.agent("S" + i))
              .setHostname(address)
              .setPort(5051)
              .build();
      agents.add(new ScriptedCluster.Agent(info, "slave(1)@" + address + ":5051"));
    }
    return this;
  }

  /**
   * Adds a task that runs, on the agents in turn.
   *
   * @param id {@code NAME.NUMBER} in most cases
   * @param labels of the task
   */
  Task add(String framework, String name, String id, boolean healthy, Map<String, String> labels) {
    int number = tasks.size();
    TaskStatus running =
        TaskStatus.newBuilder()
            .setTaskId(Ids.task(id))
            .setState(TaskState.TASK_RUNNING)
            .setHealthy(healthy)
            .setTimestamp(startedAt)
            .setContainerStatus(
                ContainerStatus.newBuilder()
                    .addNetworkInfos(
                        NetworkInfo.newBuilder()
                            .addIpAddresses(
                                NetworkInfo.IPAddress.newBuilder()
                                    .setIpAddress(
                                        "10.2." + number / 250 % 250 + "." + (number % 250 + 1)))))
            .build();
    Task task =
        Task.newBuilder()
            .setName(name)
            .setTaskId(Ids.task(id))
            .setFrameworkId(Ids.framework("fw-" + framework))
            .setAgentId(agents.get(number % agents.size()).info().getId())
            .setState(TaskState.TASK_RUNNING)
            .addStatuses(running)
            .setLabels(labels(labels))
            .setDiscovery(
                DiscoveryInfo.newBuilder()
                    .setVisibility(DiscoveryInfo.Visibility.CLUSTER)
                    .setName(name)
                    .setPorts(
                        Ports.newBuilder()
                            .addPorts(
                                Port.newBuilder()
                                    .setNumber(FIRST_PORT + number % 1000)
                                    .setName("http")
                                    .setProtocol("tcp"))))
            .build();
    tasks.add(task);
    return task;
  }

  /** The last status of a task that was killed. */
  static TaskStatus killed(Task task) {
    return TaskStatus.newBuilder()
        .setTaskId(task.getTaskId())
        .setState(TaskState.TASK_KILLED)
        .build();
  }

  private static Labels labels(Map<String, String> labels) {
    Labels.Builder all = Labels.newBuilder();
    labels.forEach((key, value) -> all.addLabels(Label.newBuilder().setKey(key).setValue(value)));
    return all.build();
  }

  List<ScriptedCluster.Framework> frameworks() {
    return List.copyOf(frameworks);
  }

  List<ScriptedCluster.Agent> agents() {
    return List.copyOf(agents);
  }

  List<Task> tasks() {
    return List.copyOf(tasks);
  }
}
