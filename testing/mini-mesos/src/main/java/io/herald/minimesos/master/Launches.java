package io.herald.minimesos.master;

import io.herald.minimesos.http.RefusedException;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.link.TaskMessages;
import io.herald.minimesos.link.Times;
import io.herald.minimesos.resources.ResourceSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** What a scheduler does with offers: accept and launch, or decline. For the cluster's thread. */
final class Launches {

  private final ClusterView view;
  private final Offers offers;
  private final Subscribers subscribers;

  Launches(ClusterView view, Offers offers, Subscribers subscribers) {
    this.view = view;
    this.offers = offers;
    this.subscribers = subscribers;
  }

  /**
   * Launches tasks on offers of one agent; what they leave goes back. A task that can't be launched
   * is reported by an update and harms no other.
   *
   * @throws RefusedException 400, if there is an operation that this cluster doesn't have; then
   *     nothing is done
   */
  void accept(FrameworkEntry framework, Call.Accept call) {
    for (Offer.Operation operation : call.getOperationsList()) {
      if (operation.getType() != Offer.Operation.Type.LAUNCH
          && operation.getType() != Offer.Operation.Type.LAUNCH_GROUP) {
        throw RefusedException.badRequest(
            "mini-mesos can't do "
                + operation.getType()
                + " with an offer: LAUNCH is the one operation it has");
      }
    }
    List<OfferEntry> taken = new ArrayList<>();
    Optional<String> invalid = take(framework, call.getOfferIdsList(), taken);
    if (invalid.isPresent()) {
      refuseAll(framework, call, invalid.get());
      offers.allocate();
      return;
    }
    OfferEntry first = taken.get(0);
    ResourceSet rest =
        taken.stream().map(OfferEntry::resources).reduce(ResourceSet.NONE, ResourceSet::plus);
    for (Offer.Operation operation : call.getOperationsList()) {
      if (operation.getType() == Offer.Operation.Type.LAUNCH_GROUP) {
        refuseGroup(framework, operation.getLaunchGroup());
      }
      for (TaskInfo task : operation.getLaunch().getTaskInfosList()) {
        rest = launch(framework, first, task, rest);
      }
    }
    offers.filter(framework, first, rest, refuseSeconds(call.hasFilters(), call.getFilters()));
  }

  void decline(FrameworkEntry framework, Call.Decline call) {
    double seconds = refuseSeconds(call.hasFilters(), call.getFilters());
    for (OfferID id : call.getOfferIdsList()) {
      offers
          .take(framework.id, id.getValue())
          .ifPresent(offer -> offers.filter(framework, offer, offer.resources(), seconds));
    }
  }

  private static double refuseSeconds(boolean given, Filters filters) {
    return given && filters.hasRefuseSeconds()
        ? filters.getRefuseSeconds()
        : Offers.DEFAULT_REFUSE_SECONDS;
  }

  /** Takes the offers; a sentence if they can't be used together. */
  private Optional<String> take(
      FrameworkEntry framework, List<OfferID> ids, List<OfferEntry> taken) {
    if (ids.isEmpty()) {
      return Optional.of("No offers specified");
    }
    Optional<String> problem = Optional.empty();
    for (OfferID id : ids) {
      Optional<OfferEntry> offer = offers.take(framework.id, id.getValue());
      if (offer.isEmpty()) {
        problem = Optional.of("Offer " + id.getValue() + " is no longer valid");
      } else {
        taken.add(offer.get());
      }
    }
    if (problem.isEmpty()
        && taken.stream().map(offer -> offer.agentId() + " " + offer.role()).distinct().count()
            > 1) {
      return Optional.of("Aggregated offers must belong to one single agent and role");
    }
    return problem;
  }

  private ResourceSet launch(
      FrameworkEntry framework, OfferEntry offer, TaskInfo wanted, ResourceSet available) {
    AgentEntry agent = view.agents.get(offer.agentId());
    if (agent == null) {
      throw new IllegalStateException("offer " + offer.id() + " outlived its agent");
    }
    TaskInfo task = allocated(framework, wanted, offer.role());
    Optional<String> refusal = TaskCheck.refusal(framework, task, agent.id, available);
    if (refusal.isPresent()) {
      refuse(
          framework,
          task,
          TaskState.TASK_ERROR,
          TaskStatus.Reason.REASON_TASK_INVALID,
          refusal.get());
      return available;
    }
    ResourceSet used =
        ResourceSet.of(task.getResourcesList())
            .plus(TaskCheck.executorResources(framework, task, agent.id));
    if (task.hasExecutor()) {
      framework.addExecutor(agent.id, task.getExecutor());
    }
    Task launched = TaskMessages.launched(framework.id, task);
    framework.tasks.put(task.getTaskId().getValue(), launched);
    subscribers.taskAdded(launched);
    agent.port.runTask(framework.info, task);
    return available.minus(used);
  }

  /** The task with the role that its resources, and its executor's, are taken from. */
  private static TaskInfo allocated(FrameworkEntry framework, TaskInfo task, String role) {
    TaskInfo.Builder allocated = task.toBuilder();
    allocated.getResourcesBuilderList().forEach(resource -> allocate(resource, role));
    if (task.hasExecutor()) {
      ExecutorInfo.Builder executor =
          allocated.getExecutorBuilder().setFrameworkId(Ids.framework(framework.id));
      executor.getResourcesBuilderList().forEach(resource -> allocate(resource, role));
    }
    return allocated.build();
  }

  private static void allocate(Resource.Builder resource, String role) {
    resource.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(role));
  }

  private void refuseGroup(FrameworkEntry framework, Offer.Operation.LaunchGroup group) {
    for (TaskInfo task : group.getTaskGroup().getTasksList()) {
      refuse(
          framework,
          task,
          TaskState.TASK_ERROR,
          TaskStatus.Reason.REASON_TASK_GROUP_INVALID,
          "mini-mesos runs no task groups (LAUNCH_GROUP); launch the tasks one by one with LAUNCH");
    }
  }

  private void refuseAll(FrameworkEntry framework, Call.Accept call, String problem) {
    TaskState state = framework.partitionAware() ? TaskState.TASK_DROPPED : TaskState.TASK_LOST;
    for (Offer.Operation operation : call.getOperationsList()) {
      List<TaskInfo> tasks = new ArrayList<>(operation.getLaunch().getTaskInfosList());
      tasks.addAll(operation.getLaunchGroup().getTaskGroup().getTasksList());
      for (TaskInfo task : tasks) {
        refuse(
            framework,
            task,
            state,
            TaskStatus.Reason.REASON_INVALID_OFFERS,
            "Task launched with invalid offers: " + problem);
      }
    }
  }

  private static void refuse(
      FrameworkEntry framework,
      TaskInfo task,
      TaskState state,
      TaskStatus.Reason reason,
      String message) {
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(task.getTaskId())
            .setState(state)
            .setMessage(message)
            .setSource(TaskStatus.Source.SOURCE_MASTER)
            .setReason(reason)
            .setAgentId(task.getAgentId())
            .setTimestamp(Times.seconds(Instant.now()))
            .build();
    framework.send(TaskStatuses.update(status));
  }
}
