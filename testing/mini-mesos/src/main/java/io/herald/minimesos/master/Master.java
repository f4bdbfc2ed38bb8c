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
 * A leading master, from its election to its end. What it serves and what agents tell it comes in
 * on the cluster's thread, which alone may touch it.
 */
public final class Master implements MasterPort {

  private final ClusterView picture;
  private final Subscribers subscribers;
  private final TaskLife taskLife;
  private final Agents agents;
  private final Frameworks frameworks;
  private final Documents documents;
  private final SchedulerApi schedulerDesk;
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
   * @param listeners told of tasks that run; may grow
   */
  public Master(
      MasterIdentity identity,
      Settings settings,
      List<ObjLongConsumer<String>> listeners,
      EventLoop loop) {
    this.picture = new ClusterView(identity);
    Snapshots snapshots = new Snapshots(picture);
    this.subscribers = new Subscribers(loop, settings.heartbeatInterval(), listeners);
    this.taskLife = new TaskLife(picture, subscribers);
    Offers offers = new Offers(picture);
    this.agents =
        new Agents(
            picture, snapshots, subscribers, taskLife, offers, loop, settings.agentPingTimeout());
    this.frameworks =
        new Frameworks(picture, subscribers, taskLife, offers, loop, settings.heartbeatInterval());
    this.documents = new Documents(picture, settings.flags());
    this.schedulerDesk =
        new SchedulerApi(
            picture, frameworks, new Launches(picture, offers, subscribers), taskLife, offers);
    this.operatorDesk = new OperatorApi(picture, snapshots, subscribers, agents, frameworks);
    this.allocation = loop.every(settings.allocationInterval(), offers::allocate);
  }

  public MasterIdentity identity() {
    return picture.master;
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
      case "/api/v1/scheduler" -> schedulerDesk.serve(request, principal);
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
    remembered.forEach(info -> picture.recoveredAgents.put(info.getId().getValue(), info));
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
    FrameworkEntry framework = picture.frameworks.get(task.getFrameworkId().getValue());
    if (framework != null) {
      framework.tasks.put(task.getTaskId().getValue(), task);
      subscribers.taskAdded(task);
    }
  }

  /** The last update of a task came, and nobody has to acknowledge it. */
  public void ended(StatusUpdate update) {
    taskLife.update(update);
    FrameworkEntry framework = picture.frameworks.get(update.frameworkId());
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

  /** The leader stops waiting for an agent that did not come back, and tells nobody. */
  public void giveUp(String agentId) {
    AgentInfo info = picture.recoveredAgents.remove(agentId);
    if (info != null) {
      picture.unreachableAgents.put(agentId, info);
    }
  }

  /** What is sent on the operators' streams stays here, heartbeats too, until it is false again. */
  public void stall(boolean stalled) {
    subscribers.stall(stalled);
  }

  public void stopHeartbeats(boolean stopped) {
    subscribers.stopHeartbeats(stopped);
  }

  /** RECONCILE calls are taken and not answered until {@link #answerReconciliation}. */
  public void holdReconciliation() {
    schedulerDesk.holdReconciliation();
  }

  public void answerReconciliation() {
    schedulerDesk.answerReconciliation();
  }

  /** How many RECONCILE calls wait for their answer. */
  public int heldReconciliations() {
    return schedulerDesk.heldReconciliations();
  }

  /** Every operator's stream breaks off in the middle of a record. */
  public void cutInMidRecord() {
    subscribers.cutInMidRecord();
  }

  /** The agents whose registration outlives the master. */
  public List<AgentInfo> registry() {
    List<AgentInfo> known = new java.util.ArrayList<>(picture.recoveredAgents.values());
    picture.agents.values().forEach(agent -> known.add(agent.info));
    return known;
  }

  public AgentStatus standing(String agentId) {
    AgentEntry agent = picture.agents.get(agentId);
    if (agent != null) {
      return agent.active ? AgentStatus.ACTIVE : AgentStatus.DISCONNECTED;
    }
    if (picture.recoveredAgents.containsKey(agentId)) {
      return AgentStatus.RECOVERED;
    }
    return picture.unreachableAgents.containsKey(agentId)
        ? AgentStatus.UNREACHABLE
        : AgentStatus.UNKNOWN;
  }

  public boolean isGone(String agentId) {
    return picture.goneAgents.contains(agentId);
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
    FrameworkEntry framework = picture.frameworks.get(frameworkId);
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
    picture.agents.values().forEach(agent -> agent.pingTimeout.cancel());
    frameworks.breakOff();
    subscribers.breakOff();
  }
}
