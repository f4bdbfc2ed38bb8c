package io.herald.benchmarks.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.herald.mesos.recordio.RecordEncoder;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response;

/** A synthetic cluster, and what changes in it, as records of the master's event stream. */
final class StateEvents {

  private StateEvents() {}

  /**
   * The stream's first record. Its tasks are made one at a time, twice: for their length, which
   * stands before them, and to be written.
   */
  static void writeSubscribed(SyntheticCluster cluster, OutputStream out) throws IOException {
    long tasks = 0;
    for (SyntheticCluster.Task task : cluster.tasks()) {
      tasks +=
          CodedOutputStream.computeMessageSize(Response.GetTasks.TASKS_FIELD_NUMBER, message(task));
    }
    Response.GetState rest = withoutTasks(cluster);
    int getTasks = Math.toIntExact(tasks);
    int getState =
        rest.getSerializedSize() + field(Response.GetState.GET_TASKS_FIELD_NUMBER, getTasks);
    Event.Subscribed beside = Event.Subscribed.newBuilder().setHeartbeatIntervalSeconds(15).build();
    int subscribed =
        beside.getSerializedSize() + field(Event.Subscribed.GET_STATE_FIELD_NUMBER, getState);
    Event head = Event.newBuilder().setType(Event.Type.SUBSCRIBED).build();
    int event = head.getSerializedSize() + field(Event.SUBSCRIBED_FIELD_NUMBER, subscribed);

    out.write((event + "\n").getBytes(US_ASCII));
    CodedOutputStream message = CodedOutputStream.newInstance(out, 1 << 16);
    head.writeTo(message);
    begin(message, Event.SUBSCRIBED_FIELD_NUMBER, subscribed);
    beside.writeTo(message);
    begin(message, Event.Subscribed.GET_STATE_FIELD_NUMBER, getState);
    rest.writeTo(message);
    begin(message, Response.GetState.GET_TASKS_FIELD_NUMBER, getTasks);
    for (SyntheticCluster.Task task : cluster.tasks()) {
      message.writeMessage(Response.GetTasks.TASKS_FIELD_NUMBER, message(task));
    }
    message.flush();
  }

  /** How many bytes a message of that length takes as a field. */
  private static int field(int number, int length) {
    return Math.addExact(
        CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(length),
        length);
  }

  private static void begin(CodedOutputStream message, int number, int length) throws IOException {
    message.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    message.writeUInt32NoTag(length);
  }

  private static Response.GetState withoutTasks(SyntheticCluster cluster) {
    Response.GetState.Builder state = Response.GetState.newBuilder();
    for (SyntheticCluster.Agent agent : cluster.agents()) {
      state
          .getGetAgentsBuilder()
          .addAgentsBuilder()
          .setActive(true)
          .setVersion("1.11.0")
          .setPid("slave(1)@" + agent.address() + ":5051")
          .getAgentInfoBuilder()
          .setHostname(agent.hostname())
          .setId(Protos.AgentID.newBuilder().setValue(agent.id()));
    }
    for (SyntheticCluster.Framework framework : cluster.frameworks()) {
      state
          .getGetFrameworksBuilder()
          .addFrameworksBuilder()
          .setActive(true)
          .setConnected(true)
          .setRecovered(false)
          .getFrameworkInfoBuilder()
          .setUser("root")
          .setName(framework.name())
          .setHostname(framework.hostname())
          .setId(Protos.FrameworkID.newBuilder().setValue(framework.id()));
    }
    return state.build();
  }

  /** One task gone and another one running: two records. */
  static byte[] replaced(SyntheticCluster.Task gone, SyntheticCluster.Task come) {
    Event.Builder killed = Event.newBuilder().setType(Event.Type.TASK_UPDATED);
    killed
        .getTaskUpdatedBuilder()
        .setFrameworkId(Protos.FrameworkID.newBuilder().setValue(gone.framework().id()))
        .setState(Protos.TaskState.TASK_KILLED)
        .getStatusBuilder()
        .setTaskId(Protos.TaskID.newBuilder().setValue(gone.id()))
        .setState(Protos.TaskState.TASK_KILLED);
    Event.Builder added = Event.newBuilder().setType(Event.Type.TASK_ADDED);
    added.getTaskAddedBuilder().setTask(message(come));
    byte[] first = RecordEncoder.encode(killed.build().toByteArray());
    byte[] second = RecordEncoder.encode(added.build().toByteArray());
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] heartbeat() {
    return RecordEncoder.encode(
        Event.newBuilder().setType(Event.Type.HEARTBEAT).build().toByteArray());
  }

  private static Protos.Task message(SyntheticCluster.Task task) {
    Protos.Task.Builder message =
        Protos.Task.newBuilder()
            .setTaskId(Protos.TaskID.newBuilder().setValue(task.id()))
            .setName(task.name())
            .setFrameworkId(Protos.FrameworkID.newBuilder().setValue(task.framework().id()))
            .setAgentId(Protos.AgentID.newBuilder().setValue(task.agent().id()))
            .setState(Protos.TaskState.TASK_RUNNING);
    message
        .addResourcesBuilder()
        .setName("ports")
        .setType(Protos.Value.Type.RANGES)
        .getRangesBuilder()
        .addRangeBuilder()
        .setBegin(task.port())
        .setEnd(task.port() + 1);
    Protos.TaskStatus.Builder status =
        message
            .addStatusesBuilder()
            .setTaskId(message.getTaskId())
            .setState(Protos.TaskState.TASK_RUNNING)
            .setTimestamp(1_700_000_001.2)
            .setHealthy(true);
    status
        .getContainerStatusBuilder()
        .addNetworkInfosBuilder()
        .setName("overlay")
        .addIpAddressesBuilder()
        .setIpAddress(task.address());
    message
        .getLabelsBuilder()
        .addLabelsBuilder()
        .setKey("team")
        .setValue("team-" + task.service() % 17);
    Protos.DiscoveryInfo.Builder discovery =
        message
            .getDiscoveryBuilder()
            .setVisibility(Protos.DiscoveryInfo.Visibility.FRAMEWORK)
            .setName(task.discoveryName());
    discovery
        .getPortsBuilder()
        .addPortsBuilder()
        .setNumber(task.port())
        .setName("http")
        .setProtocol("tcp");
    discovery
        .getPortsBuilder()
        .addPortsBuilder()
        .setNumber(task.port() + 1)
        .setName("admin")
        .setProtocol(task.adminProtocol());
    return message.build();
  }
}
