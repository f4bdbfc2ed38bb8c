package io.herald.benchmarks.announce;

import io.herald.minimesos.agent.ListedAgent;
import io.herald.minizookeeper.MiniZooKeeper;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * An agent that lists so many tasks with a label, in services of ten instances, and a ZooKeeper.
 * Usage: {@code AgentOfManyTasks AGENT-PORT ZOOKEEPER-PORT FOLDER TASKS LABEL}.
 */
public final class AgentOfManyTasks {

  private static final String FRAMEWORK = "bench-0000";
  private static final int INSTANCES = 10;
  private static final int FIRST_PORT = 20_000;

  private AgentOfManyTasks() {}

  public static void main(String[] args) throws Exception {
    int tasks = Integer.parseInt(args[3]);
    FrameworkInfo framework =
        FrameworkInfo.newBuilder()
            .setUser("nobody")
            .setName("bench")
            .setId(FrameworkID.newBuilder().setValue(FRAMEWORK))
            .build();
    try (MiniZooKeeper zooKeeper =
            MiniZooKeeper.start(Path.of(args[2]), Integer.parseInt(args[1]));
        ListedAgent agent = new ListedAgent(Integer.parseInt(args[0]), framework)) {
      for (int i = 0; i < tasks; i++) {
        agent.put(task(i, args[4]));
      }
      System.out.println(zooKeeper.connectString() + " " + agent.port());
      new CountDownLatch(1).await(); // until a signal
    }
  }

  private static Task task(int number, String label) {
    DiscoveryInfo.Builder discovery =
        DiscoveryInfo.newBuilder()
            .setVisibility(DiscoveryInfo.Visibility.CLUSTER)
            .setName("service-" + number / INSTANCES);
    discovery
        .getPortsBuilder()
        .addPorts(
            Port.newBuilder().setName("http").setProtocol("tcp").setNumber(FIRST_PORT + number));
    Task.Builder task =
        Task.newBuilder()
            .setName("service-" + number / INSTANCES)
            .setTaskId(
                TaskID.newBuilder()
                    .setValue("service-" + number / INSTANCES + ".instance-0b1c2d3e-" + number))
            .setFrameworkId(FrameworkID.newBuilder().setValue(FRAMEWORK))
            .setAgentId(org.apache.mesos.v1.Protos.AgentID.newBuilder().setValue("listed-S0"))
            .setState(TaskState.TASK_RUNNING)
            .setDiscovery(discovery)
            .addStatuses(status(TaskState.TASK_STARTING, Optional.empty()))
            .addStatuses(status(TaskState.TASK_RUNNING, Optional.of(true)));
    task.getLabelsBuilder()
        .addLabels(Label.newBuilder().setKey("io.herald.announce").setValue(label));
    return task.build();
  }

  private static TaskStatus status(TaskState state, Optional<Boolean> healthy) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue("x"))
            .setState(state)
            .setTimestamp(1.0);
    NetworkInfo.Builder network = NetworkInfo.newBuilder();
    network.addIpAddressesBuilder().setIpAddress("127.0.0.1");
    status.setContainerStatus(ContainerStatus.newBuilder().addNetworkInfos(network));
    healthy.ifPresent(status::setHealthy);
    return status.build();
  }
}
