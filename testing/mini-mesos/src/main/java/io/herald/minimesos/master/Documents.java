package io.herald.minimesos.master;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.minimesos.http.Query;
import io.herald.minimesos.json.V0Json;
import io.herald.minimesos.link.Times;
import io.herald.minimesos.resources.ResourceSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.MasterInfo;
import org.apache.mesos.v1.Protos.Task;

/**
 * The cluster view as the v0 documents: /state, /state-summary, /slaves, /frameworks, /tasks,
 * /version, /flags.
 */
final class Documents {

  private static final Optional<String> ANY_ROLE = Optional.of("*");
  private static final int TASKS_LIMIT = 100;

  private final ClusterView view;
  private final Map<String, String> flags;

  /**
   * @param flags as /flags shows them
   */
  Documents(ClusterView view, Map<String, String> flags) {
    this.view = view;
    this.flags = flags;
  }

  ObjectNode state() {
    MasterIdentity master = view.master;
    ObjectNode json = V0Json.object();
    json.setAll(version());
    json.set("start_time", V0Json.number(Times.seconds(master.started())));
    json.set("elected_time", V0Json.number(Times.seconds(master.started())));
    json.put("id", master.id());
    json.put("pid", master.pid());
    json.put("hostname", master.hostname());
    ArrayNode capabilities = json.putArray("capabilities");
    for (MasterInfo.Capability capability : master.info().getCapabilitiesList()) {
      capabilities.add(capability.getType().name());
    }
    long active = view.agents.values().stream().filter(agent -> agent.active).count();
    json.set("activated_slaves", V0Json.number((double) active));
    json.set("deactivated_slaves", V0Json.number((double) (view.agents.size() - active)));
    json.set("unreachable_slaves", V0Json.number(view.unreachableAgents.size()));
    json.put("leader", master.pid());
    ObjectNode leader = json.putObject("leader_info");
    leader.put("id", master.id());
    leader.put("pid", master.pid());
    leader.put("port", master.port());
    leader.put("hostname", master.hostname());
    json.put("cluster", master.cluster());
    json.setAll(flags());
    ArrayNode agents = json.putArray("slaves");
    view.agents.values().forEach(agent -> agents.add(agent(agent)));
    json.set("recovered_slaves", recovered());
    json.setAll(frameworks(new Query("")));
    json.putArray("orphan_tasks");
    return json;
  }

  ObjectNode slaves(Query query) {
    ObjectNode json = V0Json.object();
    Optional<String> wanted = query.get("slave_id");
    ArrayNode agents = json.putArray("slaves");
    view.agents.values().stream()
        .filter(agent -> wanted.isEmpty() || wanted.get().equals(agent.id))
        .forEach(agent -> agents.add(wholeAgent(agent)));
    json.set("recovered_slaves", recovered());
    return json;
  }

  ObjectNode frameworks(Query query) {
    Optional<String> wanted = query.get("framework_id");
    ObjectNode json = V0Json.object();
    ArrayNode frameworks = json.putArray("frameworks");
    view.frameworks.values().stream()
        .filter(framework -> wanted.isEmpty() || wanted.get().equals(framework.id))
        .forEach(framework -> frameworks.add(framework(framework)));
    ArrayNode completed = json.putArray("completed_frameworks");
    view.completedFrameworks.stream()
        .filter(framework -> wanted.isEmpty() || wanted.get().equals(framework.id))
        .forEach(framework -> completed.add(framework(framework)));
    json.putArray("unregistered_frameworks");
    return json;
  }

  ObjectNode tasks(Query query) {
    Optional<String> framework = query.get("framework_id");
    Optional<String> id = query.get("task_id");
    List<Task> all = new ArrayList<>();
    List<FrameworkEntry> entries = new ArrayList<>(view.frameworks.values());
    entries.addAll(view.completedFrameworks);
    for (FrameworkEntry entry : entries) {
      if (framework.isEmpty() || framework.get().equals(entry.id)) {
        all.addAll(entry.tasks.values());
        all.addAll(entry.unreachableTasks.values());
        all.addAll(entry.completedTasks());
      }
    }
    ObjectNode json = V0Json.object();
    ArrayNode tasks = json.putArray("tasks");
    all.stream()
        .filter(task -> id.isEmpty() || id.get().equals(task.getTaskId().getValue()))
        .skip(Math.max(0, query.number("offset", 0)))
        .limit(Math.max(0, query.number("limit", TASKS_LIMIT)))
        .forEach(task -> tasks.add(V0Json.task(task)));
    return json;
  }

  /** What a page shows that needs no task in full. */
  ObjectNode summary() {
    ObjectNode json = V0Json.object();
    json.put("hostname", view.master.hostname());
    json.put("cluster", view.master.cluster());
    ArrayNode agents = json.putArray("slaves");
    for (AgentEntry agent : view.agents.values()) {
      ObjectNode one = agent(agent);
      agents.add(one);
      TaskCounts counts = new TaskCounts();
      ArrayNode ids = V0Json.object().putArray("framework_ids");
      for (FrameworkEntry framework : view.frameworks.values()) {
        long before = counts.total();
        counts.addAll(framework, task -> task.getAgentId().getValue().equals(agent.id));
        if (counts.total() > before) {
          ids.add(framework.id);
        }
      }
      counts.writeTo(one);
      one.set("framework_ids", ids);
    }
    ArrayNode frameworks = json.putArray("frameworks");
    for (FrameworkEntry framework : view.frameworks.values()) {
      ObjectNode one = summaryOf(framework);
      TaskCounts counts = new TaskCounts();
      counts.addAll(framework, task -> true);
      counts.writeTo(one);
      ArrayNode ids = one.putArray("slave_ids");
      framework.tasks.values().stream()
          .map(task -> task.getAgentId().getValue())
          .distinct()
          .forEach(ids::add);
      frameworks.add(one);
    }
    return json;
  }

  ObjectNode flags() {
    ObjectNode json = V0Json.object();
    ObjectNode inner = json.putObject("flags");
    flags.forEach(inner::put);
    return json;
  }

  static ObjectNode version() {
    ObjectNode json = V0Json.object();
    json.put("build_date", MasterIdentity.BUILD_DATE);
    json.set("build_time", V0Json.number(Times.seconds(MasterIdentity.BUILD_TIME)));
    json.put("build_user", MasterIdentity.BUILD_USER);
    json.put("git_branch", MasterIdentity.GIT_BRANCH);
    json.put("git_sha", MasterIdentity.GIT_SHA);
    json.put("version", MasterIdentity.VERSION);
    return json;
  }

  private ArrayNode recovered() {
    ArrayNode list = V0Json.object().putArray("recovered_slaves");
    for (AgentInfo agent : view.recoveredAgents.values()) {
      list.add(identity(agent));
    }
    return list;
  }

  private static ObjectNode identity(AgentInfo agent) {
    ObjectNode json = V0Json.object();
    json.put("id", agent.getId().getValue());
    json.put("hostname", agent.getHostname());
    json.put("port", agent.getPort());
    json.set("attributes", V0Json.attributes(agent.getAttributesList()));
    return json;
  }

  private ObjectNode agent(AgentEntry agent) {
    ObjectNode json = identity(agent.info);
    json.put("pid", agent.pid);
    json.set("registered_time", V0Json.number(Times.seconds(agent.registered)));
    agent.reregistered.ifPresent(
        time -> json.set("reregistered_time", V0Json.number(Times.seconds(time))));
    json.set("resources", V0Json.resources(agent.total));
    json.set("used_resources", V0Json.resources(ClusterView.sum(view.usedOn(agent.id))));
    json.set("offered_resources", V0Json.resources(ClusterView.sum(view.offeredOn(agent.id))));
    json.putObject("reserved_resources");
    json.set("unreserved_resources", V0Json.resources(agent.total));
    json.put("active", agent.active);
    json.put("deactivated", false);
    json.put("version", MasterIdentity.VERSION);
    ArrayNode capabilities = json.putArray("capabilities");
    Snapshots.AGENT_CAPABILITIES.forEach(
        capability -> capabilities.add(capability.getType().name()));
    return json;
  }

  private ObjectNode wholeAgent(AgentEntry agent) {
    ObjectNode json = agent(agent);
    json.putObject("reserved_resources_full");
    json.set(
        "unreserved_resources_full",
        V0Json.messages(agent.total.toMessages(ANY_ROLE, Optional.empty())));
    json.set("used_resources_full", V0Json.messages(Snapshots.messages(view.usedOn(agent.id))));
    json.set(
        "offered_resources_full", V0Json.messages(Snapshots.messages(view.offeredOn(agent.id))));
    return json;
  }

  private ObjectNode framework(FrameworkEntry framework) {
    FrameworkInfo info = framework.info;
    ResourceSet used = ClusterView.sum(framework.used());
    ResourceSet offered = ClusterView.sum(view.offeredTo(framework.id));
    ObjectNode json = summaryOf(framework);
    json.put("user", info.getUser());
    json.set("failover_timeout", V0Json.number(info.getFailoverTimeout()));
    json.put("checkpoint", info.getCheckpoint());
    json.set("registered_time", time(framework.registered));
    json.set("unregistered_time", time(framework.unregistered));
    if (info.hasPrincipal()) {
      json.put("principal", info.getPrincipal());
    }
    json.set("resources", V0Json.resources(used.plus(offered)));
    if (!framework.reregistered.equals(framework.registered)) {
      json.set("reregistered_time", time(framework.reregistered));
    }
    if (framework.multiRole()) {
      ArrayNode roles = json.putArray("roles");
      framework.roles().forEach(roles::add);
    } else {
      json.put("role", framework.roles().get(0));
    }
    addTasks(json, framework);
    if (info.hasLabels()) {
      json.set("labels", V0Json.labels(info.getLabels().getLabelsList()));
    }
    json.putObject("offer_constraints");
    return json;
  }

  private ObjectNode summaryOf(FrameworkEntry framework) {
    FrameworkInfo info = framework.info;
    ObjectNode json = V0Json.object();
    json.put("id", framework.id);
    json.put("name", info.getName());
    framework.pid.ifPresent(pid -> json.put("pid", pid));
    json.set("used_resources", V0Json.resources(ClusterView.sum(framework.used())));
    json.set("offered_resources", V0Json.resources(ClusterView.sum(view.offeredTo(framework.id))));
    ArrayNode capabilities = json.putArray("capabilities");
    info.getCapabilitiesList().forEach(capability -> capabilities.add(capability.getType().name()));
    json.put("hostname", info.getHostname());
    json.put("webui_url", info.getWebuiUrl());
    json.put("active", framework.active);
    json.put("connected", framework.connected);
    json.put("recovered", framework.recovered);
    return json;
  }

  private void addTasks(ObjectNode json, FrameworkEntry framework) {
    ArrayNode tasks = json.putArray("tasks");
    framework.tasks.values().forEach(task -> tasks.add(V0Json.task(task)));
    ArrayNode unreachable = json.putArray("unreachable_tasks");
    framework.unreachableTasks.values().forEach(task -> unreachable.add(V0Json.task(task)));
    ArrayNode completed = json.putArray("completed_tasks");
    framework.completedTasks().forEach(task -> completed.add(V0Json.task(task)));
    ArrayNode offers = json.putArray("offers");
    view.offers.values().stream()
        .filter(offer -> offer.frameworkId().equals(framework.id))
        .forEach(offer -> offers.add(V0Json.offer(offer.offer(), offer.resources())));
    ArrayNode executors = json.putArray("executors");
    framework
        .executors()
        .forEach(
            (agent, there) ->
                there.values().forEach(info -> executors.add(V0Json.executor(info, agent))));
  }

  private static com.fasterxml.jackson.databind.JsonNode time(Instant time) {
    return V0Json.number(Times.seconds(time));
  }
}
