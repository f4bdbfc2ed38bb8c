package io.herald.examples.framework;

import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.client.SchedulerClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of a framework to its master. A call that isn't accepted is not a failure: the next
 * subscription and reconciliation correct what it leaves, and the outcome says whether to wait for
 * that.
 */
final class MasterCalls {

  /** What became of a call. */
  enum Outcome {
    TAKEN,
    /** The master answered, and not that it has taken it. */
    REFUSED,
    /** No master answered. */
    UNHEARD
  }

  private static final Logger log = LoggerFactory.getLogger(MasterCalls.class);

  private final SchedulerClient client;
  private final Supplier<Optional<FrameworkID>> id;

  MasterCalls(SchedulerClient client, Supplier<Optional<FrameworkID>> id) {
    this.client = client;
    this.id = id;
  }

  /** Launches tasks on an offer. */
  Outcome accept(OfferID offer, List<TaskInfo> tasks, double refuseRestSeconds) {
    Call.Accept accept =
        Call.Accept.newBuilder()
            .addOfferIds(offer)
            .addOperations(
                Offer.Operation.newBuilder()
                    .setType(Offer.Operation.Type.LAUNCH)
                    .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(tasks)))
            .setFilters(Filters.newBuilder().setRefuseSeconds(refuseRestSeconds))
            .build();
    return send(call(Call.Type.ACCEPT).setAccept(accept));
  }

  Outcome decline(Collection<OfferID> offers, double refuseSeconds) {
    return send(
        call(Call.Type.DECLINE)
            .setDecline(
                Call.Decline.newBuilder()
                    .addAllOfferIds(offers)
                    .setFilters(Filters.newBuilder().setRefuseSeconds(refuseSeconds))));
  }

  /** Asks for offers that were declined before. */
  Outcome revive() {
    return send(call(Call.Type.REVIVE));
  }

  Outcome acknowledge(TaskStatus status) {
    return send(
        call(Call.Type.ACKNOWLEDGE)
            .setAcknowledge(
                Call.Acknowledge.newBuilder()
                    .setAgentId(status.getAgentId())
                    .setTaskId(status.getTaskId())
                    .setUuid(status.getUuid())));
  }

  Outcome kill(TaskID task, AgentID agent) {
    return send(
        call(Call.Type.KILL).setKill(Call.Kill.newBuilder().setTaskId(task).setAgentId(agent)));
  }

  /** Asks for the state of these tasks, and then of all that the master knows of. */
  void reconcile(Map<String, String> agentByTask) {
    reconcileOnly(agentByTask);
    reconcileAll();
  }

  /** Asks what an query has to ask, in its order: each call waits until the one before is taken. */
  void ask(StatusQuery.Round round) {
    Call.Reconcile.Builder single = tasks(round.tasks());
    round.marks().ifPresent(marks -> single.addTasks(nowhere(marks.before())));
    if (single.getTasksCount() > 0) {
      send(call(Call.Type.RECONCILE).setReconcile(single));
    }
    round
        .marks()
        .ifPresent(
            marks -> {
              reconcileAll();
              reconcileOnly(Map.of(marks.after(), StatusQuery.NO_AGENT));
            });
  }

  private void reconcileOnly(Map<String, String> agentByTask) {
    if (!agentByTask.isEmpty()) {
      send(call(Call.Type.RECONCILE).setReconcile(tasks(agentByTask)));
    }
  }

  private void reconcileAll() {
    send(call(Call.Type.RECONCILE).setReconcile(Call.Reconcile.newBuilder()));
  }

  private static Call.Reconcile.Builder tasks(Map<String, String> agentByTask) {
    Call.Reconcile.Builder tasks = Call.Reconcile.newBuilder();
    agentByTask.forEach(
        (task, agent) ->
            tasks.addTasks(nowhere(task).setAgentId(AgentID.newBuilder().setValue(agent))));
    return tasks;
  }

  private static Call.Reconcile.Task.Builder nowhere(String task) {
    return Call.Reconcile.Task.newBuilder().setTaskId(TaskID.newBuilder().setValue(task));
  }

  /** Ends the framework and all its tasks; the last call of all. */
  void tearDown() throws CallFailedException {
    client.sendLast(call(Call.Type.TEARDOWN).build());
  }

  private Call.Builder call(Call.Type type) {
    Call.Builder call = Call.newBuilder().setType(type);
    id.get().ifPresent(call::setFrameworkId);
    return call;
  }

  private Outcome send(Call.Builder call) {
    try {
      client.send(call.build());
      return Outcome.TAKEN;
    } catch (CallFailedException e) {
      log.debug("{} was not taken: {}", call.getType(), e.getMessage());
      return e.status() == 0 ? Outcome.UNHEARD : Outcome.REFUSED;
    }
  }
}
