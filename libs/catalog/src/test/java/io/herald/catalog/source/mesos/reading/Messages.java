package io.herald.catalog.source.mesos.reading;

import java.util.Arrays;
import java.util.List;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response;

/** The operator API's messages, as short as a table needs them. */
public final class Messages {

  private Messages() {}

  public static Protos.FrameworkID frameworkId(String id) {
    return Protos.FrameworkID.newBuilder().setValue(id).build();
  }

  public static Protos.AgentID agentId(String id) {
    return Protos.AgentID.newBuilder().setValue(id).build();
  }

  public static Protos.TaskID taskId(String id) {
    return Protos.TaskID.newBuilder().setValue(id).build();
  }

  public static Protos.Task.Builder task(String framework, String id, String agent, String state) {
    return Protos.Task.newBuilder()
        .setName("web")
        .setTaskId(taskId(id))
        .setFrameworkId(frameworkId(framework))
        .setAgentId(agentId(agent))
        .setState(Protos.TaskState.valueOf(state));
  }

  public static Protos.Resource ports(int begin, int end) {
    return Protos.Resource.newBuilder()
        .setName("ports")
        .setType(Protos.Value.Type.RANGES)
        .setRanges(
            Protos.Value.Ranges.newBuilder()
                .addRange(Protos.Value.Range.newBuilder().setBegin(begin).setEnd(end)))
        .build();
  }

  /** An executor's status: it has a container status with these addresses. */
  public static Protos.TaskStatus.Builder status(String id, String state, String... addresses) {
    Protos.NetworkInfo.Builder network = Protos.NetworkInfo.newBuilder();
    Arrays.stream(addresses).forEach(a -> network.addIpAddressesBuilder().setIpAddress(a));
    return Protos.TaskStatus.newBuilder()
        .setTaskId(taskId(id))
        .setState(Protos.TaskState.valueOf(state))
        .setSource(Protos.TaskStatus.Source.SOURCE_EXECUTOR)
        .setTimestamp(1)
        .setContainerStatus(Protos.ContainerStatus.newBuilder().addNetworkInfos(network));
  }

  /** A status that the master made up: it has no container status. */
  public static Protos.TaskStatus.Builder masterStatus(String id, String state) {
    return Protos.TaskStatus.newBuilder()
        .setTaskId(taskId(id))
        .setState(Protos.TaskState.valueOf(state))
        .setSource(Protos.TaskStatus.Source.SOURCE_MASTER)
        .setTimestamp(1);
  }

  public static Response.GetAgents.Agent agent(String id, int lastByte) {
    return Response.GetAgents.Agent.newBuilder()
        .setAgentInfo(agentInfo(id))
        .setActive(true)
        .setVersion("1.11.0")
        .setPid("slave(1)@10.0.0." + lastByte + ":5051")
        .build();
  }

  public static Protos.AgentInfo agentInfo(String id) {
    return Protos.AgentInfo.newBuilder().setId(agentId(id)).setHostname(id + ".example").build();
  }

  public static Response.GetFrameworks.Framework framework(String id, String name) {
    return Response.GetFrameworks.Framework.newBuilder()
        .setFrameworkInfo(frameworkInfo(id, name))
        .setActive(true)
        .setConnected(true)
        .setRecovered(false)
        .build();
  }

  public static Protos.FrameworkInfo frameworkInfo(String id, String name) {
    return Protos.FrameworkInfo.newBuilder()
        .setUser("root")
        .setName(name)
        .setId(frameworkId(id))
        .build();
  }

  public static Event added(Protos.Task.Builder task) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.TASK_ADDED);
    event.getTaskAddedBuilder().setTask(task);
    return event.build();
  }

  public static Event updated(String framework, String latest, Protos.TaskStatus.Builder status) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.TASK_UPDATED);
    event
        .getTaskUpdatedBuilder()
        .setFrameworkId(frameworkId(framework))
        .setStatus(status)
        .setState(Protos.TaskState.valueOf(latest));
    return event.build();
  }

  public static Event added(Response.GetAgents.Agent agent) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.AGENT_ADDED);
    event.getAgentAddedBuilder().setAgent(agent);
    return event.build();
  }

  public static Event agentRemoved(String id) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.AGENT_REMOVED);
    event.getAgentRemovedBuilder().setAgentId(agentId(id));
    return event.build();
  }

  public static Event added(Response.GetFrameworks.Framework framework) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.FRAMEWORK_ADDED);
    event.getFrameworkAddedBuilder().setFramework(framework);
    return event.build();
  }

  public static Event updated(Response.GetFrameworks.Framework framework) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.FRAMEWORK_UPDATED);
    event.getFrameworkUpdatedBuilder().setFramework(framework);
    return event.build();
  }

  public static Event frameworkRemoved(String id) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.FRAMEWORK_REMOVED);
    event.getFrameworkRemovedBuilder().setFrameworkInfo(frameworkInfo(id, "gone"));
    return event.build();
  }

  public static Event heartbeat() {
    return Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
  }

  public static Event subscribed(
      List<Response.GetAgents.Agent> agents,
      List<String> recovered,
      List<Response.GetFrameworks.Framework> frameworks,
      List<Protos.Task> tasks) {
    Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    Response.GetState.Builder state = event.getSubscribedBuilder().getGetStateBuilder();
    state.getGetAgentsBuilder().addAllAgents(agents);
    recovered.forEach(id -> state.getGetAgentsBuilder().addRecoveredAgents(agentInfo(id)));
    state.getGetFrameworksBuilder().addAllFrameworks(frameworks);
    for (Protos.Task task : tasks) {
      if (task.getState() == Protos.TaskState.TASK_UNREACHABLE) {
        state.getGetTasksBuilder().addUnreachableTasks(task);
      } else {
        state.getGetTasksBuilder().addTasks(task);
      }
    }
    event.getSubscribedBuilder().setHeartbeatIntervalSeconds(15);
    return event.build();
  }
}
