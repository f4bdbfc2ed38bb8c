package io.herald.minimesos.master;

import io.herald.minimesos.link.AgentInfos;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.Times;
import io.herald.minimesos.resources.ResourceSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.master.Protos.Response;
import org.apache.mesos.v1.master.Protos.Response.GetAgents;
import org.apache.mesos.v1.master.Protos.Response.GetExecutors;
import org.apache.mesos.v1.master.Protos.Response.GetFrameworks;
import org.apache.mesos.v1.master.Protos.Response.GetState;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;
import org.apache.mesos.v1.scheduler.Protos.OfferConstraints;

/** The cluster view, or parts of it, as messages of the operator API. */
final class Snapshots {

  private static final Optional<String> ANY_ROLE = Optional.of("*");

  /** Agents of this cluster have what those of the release have. */
  static final List<AgentInfo.Capability> AGENT_CAPABILITIES = agentCapabilities();

  private final ClusterView view;

  Snapshots(ClusterView view) {
    this.view = view;
  }

  GetState state() {
    return GetState.newBuilder()
        .setGetTasks(tasks())
        .setGetExecutors(executors())
        .setGetFrameworks(frameworks())
        .setGetAgents(agents())
        .build();
  }

  GetTasks tasks() {
    GetTasks.Builder all = GetTasks.newBuilder();
    List<FrameworkEntry> frameworks = new ArrayList<>(view.frameworks.values());
    frameworks.addAll(view.completedFrameworks);
    for (FrameworkEntry framework : frameworks) {
      all.addAllTasks(framework.tasks.values())
          .addAllUnreachableTasks(framework.unreachableTasks.values())
          .addAllCompletedTasks(framework.completedTasks());
    }
    return all.build();
  }

  GetExecutors executors() {
    GetExecutors.Builder all = GetExecutors.newBuilder();
    for (FrameworkEntry framework : view.frameworks.values()) {
      framework
          .executors()
          .forEach(
              (agent, there) ->
                  there
                      .values()
                      .forEach(
                          info ->
                              all.addExecutorsBuilder()
                                  .setExecutorInfo(info)
                                  .setAgentId(Ids.agent(agent))));
    }
    return all.build();
  }

  GetFrameworks frameworks() {
    GetFrameworks.Builder all = GetFrameworks.newBuilder();
    view.frameworks.values().forEach(framework -> all.addFrameworks(whole(framework)));
    view.completedFrameworks.forEach(framework -> all.addCompletedFrameworks(whole(framework)));
    return all.build();
  }

  GetAgents agents() {
    GetAgents.Builder all = GetAgents.newBuilder();
    for (AgentEntry agent : view.agents.values()) {
      GetAgents.Agent added = agent(agent);
      all.addAgents(added.toBuilder().setAgentInfo(AgentInfos.registered(added.getAgentInfo())));
    }
    view.recoveredAgents
        .values()
        .forEach(agent -> all.addRecoveredAgents(AgentInfos.registered(agent)));
    return all.build();
  }

  /** A framework as its events show it: without its resources, its end always there. */
  static GetFrameworks.Framework framework(FrameworkEntry framework) {
    return bare(framework).setUnregisteredTime(Times.info(framework.unregistered)).build();
  }

  private GetFrameworks.Framework whole(FrameworkEntry framework) {
    GetFrameworks.Framework.Builder message = bare(framework);
    if (!framework.unregistered.equals(Instant.EPOCH)) {
      message.setUnregisteredTime(Times.info(framework.unregistered));
    }
    view.offers.values().stream()
        .filter(offer -> offer.frameworkId().equals(framework.id))
        .forEach(offer -> message.addOffers(offer.offer()));
    return message
        .addAllAllocatedResources(messages(framework.used()))
        .addAllOfferedResources(messages(view.offeredTo(framework.id)))
        .setOfferConstraints(OfferConstraints.getDefaultInstance())
        .build();
  }

  private static GetFrameworks.Framework.Builder bare(FrameworkEntry framework) {
    return GetFrameworks.Framework.newBuilder()
        .setFrameworkInfo(framework.info)
        .setActive(framework.active)
        .setConnected(framework.connected)
        .setRecovered(framework.recovered)
        .setRegisteredTime(Times.info(framework.registered))
        .setReregisteredTime(Times.info(framework.reregistered));
  }

  /** An agent as its event shows it. */
  GetAgents.Agent agent(AgentEntry agent) {
    GetAgents.Agent.Builder message =
        GetAgents.Agent.newBuilder()
            .setAgentInfo(agent.info)
            .setActive(agent.active)
            .setDeactivated(false)
            .setVersion(MasterIdentity.VERSION)
            .setPid(agent.pid)
            .setRegisteredTime(Times.info(agent.registered));
    agent.reregistered.ifPresent(time -> message.setReregisteredTime(Times.info(time)));
    return message
        .addAllTotalResources(agent.total.toMessages(ANY_ROLE, Optional.empty()))
        .addAllAllocatedResources(messages(view.usedOn(agent.id)))
        .addAllOfferedResources(messages(view.offeredOn(agent.id)))
        .addAllCapabilities(AGENT_CAPABILITIES)
        .build();
  }

  /** Resources by role as one list. */
  static List<Resource> messages(Map<String, ResourceSet> byRole) {
    List<Resource> messages = new ArrayList<>();
    byRole.forEach(
        (role, resources) -> messages.addAll(resources.toMessages(ANY_ROLE, Optional.of(role))));
    return messages;
  }

  private static List<AgentInfo.Capability> agentCapabilities() {
    List<AgentInfo.Capability> capabilities = new ArrayList<>();
    for (AgentInfo.Capability.Type type :
        List.of(
            AgentInfo.Capability.Type.MULTI_ROLE,
            AgentInfo.Capability.Type.HIERARCHICAL_ROLE,
            AgentInfo.Capability.Type.RESERVATION_REFINEMENT,
            AgentInfo.Capability.Type.RESOURCE_PROVIDER,
            AgentInfo.Capability.Type.RESIZE_VOLUME,
            AgentInfo.Capability.Type.AGENT_OPERATION_FEEDBACK,
            AgentInfo.Capability.Type.AGENT_DRAINING,
            AgentInfo.Capability.Type.TASK_RESOURCE_LIMITS)) {
      capabilities.add(AgentInfo.Capability.newBuilder().setType(type).build());
    }
    return List.copyOf(capabilities);
  }

  static Response.Builder response(Response.Type type) {
    return Response.newBuilder().setType(type);
  }
}
