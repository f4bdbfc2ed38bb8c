package io.herald.minimesos.agent;

import com.google.protobuf.ByteString;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.Times;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * The statuses of one container's tasks, with what the agent adds to each: itself, the executor and
 * the container; on the host's network the address is the agent's own.
 *
 * @param container without a container id before it is started
 */
record AgentStatuses(
    AgentID agentId, String executorId, String address, ContainerStatus container) {

  static AgentStatuses unstarted(AgentIdentity agent, String executorId, AgentID agentId) {
    return new AgentStatuses(
        agentId, executorId, agent.address(), ContainerStatus.getDefaultInstance());
  }

  AgentStatuses started(String containerId, long pid) {
    return new AgentStatuses(
        agentId,
        executorId,
        address,
        ContainerStatus.newBuilder()
            .setContainerId(Ids.container(containerId))
            .setExecutorPid((int) pid)
            .build());
  }

  /** A status of the kind that Mesos' command executor sends. */
  TaskStatus byExecutor(TaskID task, TaskState state, String message) {
    TaskStatus.Builder status = made(task, state, message);
    return complete(status.setSource(TaskStatus.Source.SOURCE_EXECUTOR).build());
  }

  /** A status that says what a check has found. */
  TaskStatus byCheck(TaskID task, boolean healthy) {
    TaskStatus.Builder status =
        made(task, TaskState.TASK_RUNNING, "")
            .setReason(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED)
            .setHealthy(healthy);
    return complete(status.setSource(TaskStatus.Source.SOURCE_EXECUTOR).build());
  }

  /** A status that the agent sends because no executor can. */
  TaskStatus byAgent(TaskID task, TaskState state, TaskStatus.Reason reason, String message) {
    TaskStatus.Builder status =
        made(task, state, message)
            .setSource(TaskStatus.Source.SOURCE_AGENT)
            .setReason(reason)
            .setAgentId(agentId)
            .setExecutorId(Ids.executor(executorId));
    if (container.hasContainerId()) {
      status.setContainerStatus(container);
    }
    return status.build();
  }

  private static TaskStatus.Builder made(TaskID task, TaskState state, String message) {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(task)
            .setState(state)
            .setTimestamp(Times.seconds(Instant.now()))
            .setUuid(uuid());
    if (!message.isEmpty()) {
      status.setMessage(message);
    }
    return status;
  }

  /** An executor's status with what the agent knows better; addresses that it names are kept. */
  TaskStatus complete(TaskStatus status) {
    ContainerStatus.Builder whole = status.getContainerStatus().toBuilder();
    whole.setContainerId(container.getContainerId()).setExecutorPid(container.getExecutorPid());
    if (whole.getNetworkInfosCount() == 0) {
      whole.addNetworkInfos(
          NetworkInfo.newBuilder()
              .addIpAddresses(
                  NetworkInfo.IPAddress.newBuilder()
                      .setProtocol(NetworkInfo.Protocol.IPv4)
                      .setIpAddress(address)));
    }
    return status.toBuilder()
        .setAgentId(agentId)
        .setExecutorId(Ids.executor(executorId))
        .setContainerStatus(whole)
        .build();
  }

  private static ByteString uuid() {
    UUID uuid = UUID.randomUUID();
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return ByteString.copyFrom(bytes.flip());
  }
}
