package io.herald.executor.agent;

import static io.herald.executor.LaunchingFramework.scalar;

import io.herald.executor.LaunchingFramework;
import io.herald.mesos.client.Connection;
import io.herald.minimesos.MiniMesos;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/** A framework that launches commands with labels, as any framework may. */
final class LabelledTasks implements AutoCloseable {

  private static final FrameworkInfo FRAMEWORK =
      FrameworkInfo.newBuilder()
          .setUser("nobody")
          .setName("marathon")
          .addRoles("*")
          .setCheckpoint(true)
          .setFailoverTimeout(3600)
          .addCapabilities(capability(FrameworkInfo.Capability.Type.MULTI_ROLE))
          .addCapabilities(capability(FrameworkInfo.Capability.Type.TASK_KILLING_STATE))
          .build();

  private final LaunchingFramework framework;

  LabelledTasks(MiniMesos mesos, Connection connection) throws Exception {
    framework = new LaunchingFramework(mesos, connection, FRAMEWORK);
  }

  private static FrameworkInfo.Capability.Builder capability(FrameworkInfo.Capability.Type type) {
    return FrameworkInfo.Capability.newBuilder().setType(type);
  }

  String framework() {
    return framework.id().getValue();
  }

  /**
   * Launches a command.
   *
   * @param label the value of {@code io.herald.announce}
   */
  void launch(String id, String command, String label, Consumer<TaskInfo.Builder> more)
      throws Exception {
    Offer offer = framework.offer();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName("shop.prod")
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setAgentId(offer.getAgentId())
            .setCommand(CommandInfo.newBuilder().setShell(true).setValue(command))
            .addResources(scalar("cpus", 0.1))
            .addResources(scalar("mem", 32));
    task.getLabelsBuilder()
        .addLabels(Label.newBuilder().setKey("io.herald.announce").setValue(label));
    DiscoveryInfo.Builder discovery =
        task.getDiscoveryBuilder().setVisibility(DiscoveryInfo.Visibility.CLUSTER).setName("shop");
    discovery
        .getPortsBuilder()
        .addPorts(Port.newBuilder().setName("http").setNumber(31000).setProtocol("tcp"));
    discovery.getLabelsBuilder().addLabels(Label.newBuilder().setKey("team").setValue("x"));
    more.accept(task);
    framework.launch(offer, task.build());
  }

  void kill(String id) throws Exception {
    framework.kill(TaskID.newBuilder().setValue(id).build());
  }

  @Override
  public void close() {
    framework.close();
  }
}
