package io.herald.minimesos.generated;

import com.google.protobuf.ByteString;
import io.herald.minimesos.link.AgentPort;
import io.herald.minimesos.link.AgentReport;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.StatusUpdate;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.link.Times;
import io.herald.minimesos.master.Master;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.jspecify.annotations.Nullable;

/**
 * An agent whose tasks exist as messages only: one that is launched runs at once. For the cluster's
 * thread. It takes no tasks from schedulers; who owns it starts and ends them.
 */
public final class GeneratedAgent implements AgentPort {

  private static final int PORT = 5051;

  private final AgentInfo info;
  private final FrameworkInfo framework;
  private final String address;
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private Optional<Master> master = Optional.empty();

  /**
   * @param number 0 to 65535, for its id and its address
   * @param framework of all its tasks
   */
  public GeneratedAgent(int number, FrameworkInfo framework) {
    this.framework = framework;
    this.address = "10.0." + number / 256 + "." + number % 256;
    this.info =
        AgentInfo.newBuilder()
            .setId(Ids.agent("generated-S" + number))
            .setHostname("agent" + number + ".example")
            .setPort(PORT)
            .addResources(
                Resource.newBuilder()
                    .setName("cpus")
                    .setType(Value.Type.SCALAR)
                    .setScalar(Value.Scalar.newBuilder().setValue(64)))
            .build();
  }

  public String id() {
    return info.getId().getValue();
  }

  public boolean connected() {
    return master.isPresent();
  }

  /** Registers, with the tasks that it has. */
  public void connect(Master leader) {
    master = Optional.of(leader);
    leader.reregister(
        info,
        "slave(1)@" + address + ":" + PORT,
        new AgentReport(
            List.copyOf(tasks.values()),
            List.of(),
            Map.of(framework.getId().getValue(), framework)),
        this);
  }

  /** The master is out of reach, or gone. */
  public void disconnect() {
    master = Optional.empty();
  }

  /**
   * Starts a task: it is staged, and runs.
   *
   * @param containerAddress of the task itself
   * @param port that it holds
   */
  public void start(String id, String name, String containerAddress, int port) {
    Task.Builder task =
        Task.newBuilder()
            .setName(name)
            .setTaskId(Ids.task(id))
            .setFrameworkId(framework.getId())
            .setAgentId(info.getId())
            .setState(TaskState.TASK_STAGING)
            .addResources(
                Resource.newBuilder()
                    .setName("ports")
                    .setType(Value.Type.RANGES)
                    .setRanges(
                        Value.Ranges.newBuilder()
                            .addRange(Value.Range.newBuilder().setBegin(port).setEnd(port))));
    TaskStatus running = status(id, TaskState.TASK_RUNNING, containerAddress);
    master.ifPresent(
        leader -> {
          leader.launched(task.clone().build());
          leader.update(
              new StatusUpdate(framework.getId().getValue(), running, TaskState.TASK_RUNNING));
        });
    tasks.put(
        id,
        task.setState(TaskState.TASK_RUNNING)
            .addStatuses(running)
            .setStatusUpdateState(TaskState.TASK_RUNNING)
            .setStatusUpdateUuid(running.getUuid())
            .build());
  }

  /**
   * A task reports once more that it runs, from an executor of its own: with another address, or
   * another health. No event reports it.
   */
  public void report(String id, String containerAddress, boolean healthy) {
    TaskStatus running =
        status(id, TaskState.TASK_RUNNING, containerAddress).toBuilder()
            .setHealthy(healthy)
            .build();
    master.ifPresent(
        leader ->
            leader.update(
                new StatusUpdate(framework.getId().getValue(), running, TaskState.TASK_RUNNING)));
    tasks.computeIfPresent(
        id,
        (key, task) ->
            TaskMessages.forwarding(
                TaskMessages.updated(task, running, TaskState.TASK_RUNNING), running));
  }

  /** Ends a task; while the master is away, it isn't reported. */
  public void end(String id, TaskState state) {
    tasks.remove(id);
    TaskStatus last = status(id, state, "");
    master.ifPresent(
        leader ->
            leader.ended(new StatusUpdate(framework.getId().getValue(), last, last.getState())));
  }

  private TaskStatus status(String id, TaskState state, String containerAddress) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(Ids.task(id))
            .setAgentId(info.getId())
            .setState(state)
            .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
            .setTimestamp(Times.seconds(Instant.now()))
            .setUuid(ByteString.copyFromUtf8(UUID.randomUUID().toString()));
    if (!containerAddress.isEmpty()) {
      NetworkInfo.Builder network = NetworkInfo.newBuilder();
      network.addIpAddressesBuilder().setIpAddress(containerAddress);
      status.setContainerStatus(ContainerStatus.newBuilder().addNetworkInfos(network));
    }
    return status.build();
  }

  @Override
  public void runTask(FrameworkInfo owner, TaskInfo task) {
    throw new IllegalStateException(
        "generated agents take no tasks from schedulers: " + task.getTaskId().getValue());
  }

  @Override
  public void killTask(String frameworkId, String taskId, @Nullable KillPolicy policy) {
    if (tasks.containsKey(taskId)) {
      end(taskId, TaskState.TASK_KILLED);
    }
  }

  @Override
  public void acknowledge(String frameworkId, String taskId, ByteString uuid) {
    // Nothing waits for it.
  }

  @Override
  public void message(String frameworkId, String executorId, ByteString data) {
    // There is no executor.
  }

  @Override
  public void shutdownExecutor(String frameworkId, String executorId) {
    // There is none.
  }

  @Override
  public void frameworkReturned(String frameworkId) {
    // Nothing waits for it.
  }

  @Override
  public void shutdownFramework(String frameworkId) {
    tasks.clear();
  }

  @Override
  public void shutdown() {
    tasks.clear();
    disconnect();
  }
}
