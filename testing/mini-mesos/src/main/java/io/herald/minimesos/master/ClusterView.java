package io.herald.minimesos.master;

import io.herald.minimesos.resources.ResourceSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.Task;

/**
 * All that one master knows. It is empty when the master begins, but for the agents that the
 * registry remembers. Plain state of the cluster's thread; what happens to it is for the others.
 */
final class ClusterView {

  private static final int MAX_COMPLETED = 50;

  final MasterIdentity master;
  final Map<String, FrameworkEntry> frameworks = new LinkedHashMap<>();
  final Deque<FrameworkEntry> completedFrameworks = new ArrayDeque<>();
  final Map<String, AgentEntry> agents = new LinkedHashMap<>();
  final Map<String, AgentInfo> recoveredAgents = new LinkedHashMap<>();
  final Map<String, AgentInfo> unreachableAgents = new LinkedHashMap<>();
  final Set<String> goneAgents = new LinkedHashSet<>();
  final Map<String, OfferEntry> offers = new LinkedHashMap<>();

  private int nextAgent;
  private int nextFramework;
  private int nextOffer;

  ClusterView(MasterIdentity master) {
    this.master = master;
  }

  String newAgentId() {
    return master.id() + "-S" + nextAgent++;
  }

  String newFrameworkId() {
    return String.format("%s-%04d", master.id(), nextFramework++);
  }

  String newOfferId() {
    return master.id() + "-O" + nextOffer++;
  }

  void complete(FrameworkEntry framework) {
    frameworks.remove(framework.id);
    completedFrameworks.add(framework);
    if (completedFrameworks.size() > MAX_COMPLETED) {
      completedFrameworks.remove();
    }
  }

  boolean isCompleted(String frameworkId) {
    return completedFrameworks.stream().anyMatch(framework -> framework.id.equals(frameworkId));
  }

  List<Task> tasksOf(String agentId) {
    List<Task> tasks = new ArrayList<>();
    frameworks.values().forEach(framework -> tasks.addAll(framework.tasksOf(agentId)));
    return tasks;
  }

  /** What tasks and executors use on an agent, by role. */
  Map<String, ResourceSet> usedOn(String agentId) {
    Map<String, ResourceSet> sums = new LinkedHashMap<>();
    for (FrameworkEntry framework : frameworks.values()) {
      framework.usedOn(agentId).forEach((role, used) -> sums.merge(role, used, ResourceSet::plus));
    }
    return sums;
  }

  Map<String, ResourceSet> offeredOn(String agentId) {
    Map<String, ResourceSet> sums = new LinkedHashMap<>();
    for (OfferEntry offer : offers.values()) {
      if (offer.agentId().equals(agentId)) {
        sums.merge(offer.role(), offer.resources(), ResourceSet::plus);
      }
    }
    return sums;
  }

  Map<String, ResourceSet> offeredTo(String frameworkId) {
    Map<String, ResourceSet> sums = new LinkedHashMap<>();
    for (OfferEntry offer : offers.values()) {
      if (offer.frameworkId().equals(frameworkId)) {
        sums.merge(offer.role(), offer.resources(), ResourceSet::plus);
      }
    }
    return sums;
  }

  static ResourceSet sum(Map<String, ResourceSet> byRole) {
    return byRole.values().stream().reduce(ResourceSet.NONE, ResourceSet::plus);
  }

  /** What of an agent is neither used nor offered. */
  ResourceSet available(AgentEntry agent) {
    return agent.total.minus(sum(usedOn(agent.id))).minus(sum(offeredOn(agent.id)));
  }
}
