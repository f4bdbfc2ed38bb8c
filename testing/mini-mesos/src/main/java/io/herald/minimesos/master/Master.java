package io.herald.minimesos.master;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.minimesos.http.HttpReplies;
import io.herald.minimesos.http.Query;
import io.herald.minimesos.http.RefusedException;
import io.herald.minimesos.json.V0Json;
import io.herald.minimesos.link.AgentPort;
import io.herald.minimesos.link.AgentReport;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.MasterPort;
import io.herald.minimesos.link.StatusUpdate;
import io.herald.minimesos.loop.EventLoop;
import io.herald.minimesos.loop.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * A leading master, from its election to its end. Requests and agents' reports come in on the
 * cluster's thread, which alone may touch it.
 */
public final class Master implements MasterPort {

  private final ClusterView view;
  private final Subscribers subscribers;
  private final TaskLife taskLife;
  private final Agents agents;
  private final Frameworks frameworks;
  private final Documents documents;
  private final SchedulerApi schedulerApi;
  private final OperatorApi operatorDesk;
  private final Timer allocation;
  private boolean recovered;

  /**
   * How a master is set.
   *
   * @param flags as /flags shows them
   */
  public record Settings(
      Duration heartbeatInterval,
      Duration agentPingTimeout,
      Duration allocationInterval,
      Map<String, String> flags) {}

  /**
   * A master that was just elected; until {@link #recovered} it knows nothing.
   *
   * @param listeners notified of tasks that run; may grow
   */
  public Master(
      MasterIdentity identity,
      Settings settings,
      List<ObjLongConsumer<String>> listeners,
      EventLoop loop) {
    this.view = new ClusterView(identity);
    Snapshots snapshots = new Snapshots(view);
    this.subscribers = new Subscribers(loop, settings.heartbeatInterval(), listeners);
    this.taskLife = new TaskLife(view, subscribers);
    Offers offers = new Offers(view);
    this.agents =
        new Agents(
            view, snapshots, subscribers, taskLife, offers, loop, settings.agentPingTimeout());
    this.frameworks =
        new Frameworks(view, subscribers, taskLife, offers, loop, settings.heartbeatInterval());
    this.documents = new Documents(view, settings.flags());
    this.schedulerApi =
        new SchedulerApi(
            view, frameworks, new Launches(view, offers, subscribers), taskLife, offers);
    this.operatorDesk = new OperatorApi(view, snapshots, subscribers, agents, frameworks);
    this.allocation = loop.every(settings.allocationInterval(), offers::allocate);
  }

  public MasterIdentity identity() {
    return view.master;
  }

  /**
   * What a leader serves.
   *
   * @param path without the master's own name before it
   * @param principal who is logged in
   */
  public HttpResponse serve(
      String path, Query query, AggregatedHttpRequest request, Optional<String> principal) {
    HttpMethod expected = path.startsWith("/api/") ? HttpMethod.POST : HttpMethod.GET;
    HttpMethod method = request.method();
    if (method != expected && !(expected == HttpMethod.GET && method == HttpMethod.HEAD)) {
      return HttpReplies.wrongMethod(expected, method);
    }
    if (!recovered && path.startsWith("/api/")) {
      throw new RefusedException(
          HttpStatus.SERVICE_UNAVAILABLE, "Master has not finished recovery");
    }
    return switch (path) {
      case "/api/v1" -> operatorDesk.serve(request);
      case "/api/v1/scheduler" -> schedulerApi.serve(request, principal);
      case "/state" -> document(request, query, V0Json.print(documents.state()));
      case "/state-summary" -> document(request, query, V0Json.print(documents.summary()));
      case "/slaves" -> document(request, query, V0Json.print(documents.slaves(query)));
      case "/frameworks" -> document(request, query, V0Json.print(documents.frameworks(query)));
      case "/tasks" -> document(request, query, V0Json.print(documents.tasks(query)));
      case "/flags" -> document(request, query, V0Json.print(documents.flags()));
      default -> throw RefusedException.notFound();
    };
  }

  private static HttpResponse document(AggregatedHttpRequest request, Query query, String json) {
    return HttpReplies.document(request, query, json);
  }

  /**
   * It has read its registry.
   *
   * @param remembered agents that the registry knows of; they are awaited
   */
  public void recovered(Collection<AgentInfo> remembered) {
    remembered.forEach(info -> view.recoveredAgents.put(info.getId().getValue(), info));
    recovered = true;
  }

  public boolean isRecovered() {
    return recovered;
  }

  /**
   * A scheduler has subscribed by the driver, whose protocol is not spoken here; it wants no
   * offers.
   */
  public void driverSubscribed(FrameworkInfo info, String pid) {
    frameworks.driverSubscribed(info, pid);
  }

  /** A task that a framework without a scheduler here has launched. */
  public void launched(Task task) {
    FrameworkEntry framework = view.frameworks.get(task.getFrameworkId().getValue());
    if (framework != null) {
      framework.tasks.put(task.getTaskId().getValue(), task);
      subscribers.taskAdded(task);
    }
  }

  /** The last update of a task, which needs no acknowledgement. */
  public void ended(StatusUpdate update) {
    taskLife.update(update);
    FrameworkEntry framework = view.frameworks.get(update.frameworkId());
    Task task =
        framework == null ? null : framework.tasks.get(update.status().getTaskId().getValue());
    if (framework != null && task != null) {
      framework.complete(task);
    }
  }

  /** An operator says that an agent will never be back; false if there is no such agent. */
  public boolean markGone(String agentId) {
    return agents.markGone(agentId);
  }

  /** The leader stops waiting for an agent that did not come back, and reports it in no event. */
  public void giveUp(String agentId) {
    AgentInfo info = view.recoveredAgents.remove(agentId);
    if (info != null) {
      view.unreachableAgents.put(agentId, info);
    }
  }

  /** What is sent on the operators' streams stays here, heartbeats too, until it is false again. */
  public void stall(boolean stalled) {
    subscribers.stall(stalled);
  }

  public void stopHeartbeats() {
    subscribers.stopHeartbeats();
  }

  /** RECONCILE calls are taken and not answered until {@link #answerReconciliation}. */
  public void holdReconciliation() {
    schedulerApi.holdReconciliation();
  }

  public void answerReconciliation() {
    schedulerApi.answerReconciliation();
  }

  /** How many RECONCILE calls wait for their answer. */
  public int heldReconciliations() {
    return schedulerApi.heldReconciliations();
  }

  /** Every operator's stream breaks off in the middle of a record. */
  public void cutInMidRecord() {
    subscribers.cutInMidRecord();
  }

  /** The agents whose registration outlives the master. */
  public List<AgentInfo> registry() {
    List<AgentInfo> known = new java.util.ArrayList<>(view.recoveredAgents.values());
    view.agents.values().forEach(agent -> known.add(agent.info));
    return known;
  }

  public AgentStatus agentStatus(String agentId) {
    AgentEntry agent = view.agents.get(agentId);
    if (agent != null) {
      return agent.active ? AgentStatus.ACTIVE : AgentStatus.DISCONNECTED;
    }
    if (view.recoveredAgents.containsKey(agentId)) {
      return AgentStatus.RECOVERED;
    }
    return view.unreachableAgents.containsKey(agentId)
        ? AgentStatus.UNREACHABLE
        : AgentStatus.UNKNOWN;
  }

  /** The connection to an agent was lost. */
  public void disconnected(String agentId) {
    agents.disconnected(agentId);
  }

  /** An agent didn't answer for too long. */
  public void unreachable(String agentId) {
    agents.unreachable(agentId);
  }

  @Override
  public String register(AgentInfo info, String pid, AgentPort agent) {
    return agents.register(info, pid, agent);
  }

  @Override
  public void reregister(AgentInfo info, String pid, AgentReport report, AgentPort agent) {
    agents.reregister(info, pid, report, agent);
  }

  @Override
  public void unregister(String agentId) {
    agents.unregister(agentId);
  }

  @Override
  public void update(StatusUpdate update) {
    taskLife.update(update);
  }

  @Override
  public void message(String agentId, String frameworkId, String executorId, ByteString data) {
    FrameworkEntry framework = view.frameworks.get(frameworkId);
    if (framework != null) {
      Event.Builder event = Event.newBuilder().setType(Event.Type.MESSAGE);
      event
          .getMessageBuilder()
          .setAgentId(Ids.agent(agentId))
          .setExecutorId(Ids.executor(executorId))
          .setData(data);
      framework.send(event.build());
    }
  }

  @Override
  public void executorExited(String agentId, String frameworkId, String executorId, int status) {
    taskLife.executorExited(agentId, frameworkId, executorId, status);
  }

  /** The master dies: every stream breaks off in mid-air, nothing is said. */
  public void die() {
    allocation.cancel();
    view.agents.values().forEach(agent -> agent.pingTimeout.cancel());
    frameworks.breakOff();
    subscribers.breakOff();
  }
}
