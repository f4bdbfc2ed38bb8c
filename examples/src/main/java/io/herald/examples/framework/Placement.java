package io.herald.examples.framework;

import io.herald.jobs.Launchable;
import io.herald.runtime.retry.FailureLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Puts instances that want a task onto offers: each where the fewest of its job run. Says once that
 * there is no room, until there is. For the framework's loop alone.
 */
final class Placement {

  private static final Logger log = LoggerFactory.getLogger(Placement.class);

  /**
   * What is done with a set of offers.
   *
   * @param launches the tasks for each offer that is used
   * @param unused the other offers
   * @param wanting whether an instance still wants a task, or will soon
   */
  record Plan(Map<OfferID, List<TaskInfo>> launches, List<OfferID> unused, boolean wanting) {}

  private final JobInstances instances;
  private final Tasks tasks;
  private final Random random;
  private final FailureLog tooSmall = new FailureLog(log, Level.INFO);

  Placement(JobInstances instances, Tasks tasks, Random random) {
    this.instances = instances;
    this.tasks = tasks;
    this.random = random;
  }

  /** Places all instances that want a task, and marks them launched. */
  Plan plan(List<Offer> offers, FrameworkID framework, Instant now) {
    List<Room> rooms =
        offers.stream().map(offer -> new Room(offer, tasks.executorResources(), random)).toList();
    Map<OfferID, List<TaskInfo>> launches = new LinkedHashMap<>();
    boolean wanting = false;
    for (JobInstance instance : instances.all()) {
      if (instance.wantsTask(now)) {
        wanting |= !place(instance, rooms, launches, framework, now);
      }
      wanting |= instance.held() || instance.waits(now).isPresent();
    }
    List<OfferID> unused = new ArrayList<>();
    for (Offer offer : offers) {
      if (!launches.containsKey(offer.getId())) {
        unused.add(offer.getId());
      }
    }
    return new Plan(launches, unused, wanting);
  }

  /** False if it fits nowhere. */
  private boolean place(
      JobInstance instance,
      List<Room> rooms,
      Map<OfferID, List<TaskInfo>> launches,
      FrameworkID framework,
      Instant now) {
    List<Room> emptiestFirst = new ArrayList<>(rooms);
    emptiestFirst.removeIf(room -> fixedPortTaken(instance.job(), room.offer().getAgentId()));
    emptiestFirst.sort(
        Comparator.comparingLong(room -> instancesAt(instance.job(), room.offer().getAgentId())));
    for (Room room : emptiestFirst) {
      Optional<Map<String, Integer>> assigned = room.take(instance.job());
      if (assigned.isPresent()) {
        String taskId = TaskIds.newTaskId(instance.job(), instance.number());
        launches
            .computeIfAbsent(room.offer().getId(), offer -> new ArrayList<>())
            .add(tasks.of(instance, taskId, framework, room.offer(), assigned.get()));
        instance.launched(taskId, room.offer().getAgentId().getValue(), now);
        log.info(
            "{}: launching on {} with ports {}",
            instance,
            room.offer().getHostname(),
            assigned.get());
        tooSmall.forget();
        return true;
      }
    }
    tooSmall.failed("{}: no offer is large enough; waiting for a larger one", instance);
    return false;
  }

  /** No offer holds the ports whose numbers a job gives, so that only we can keep them apart. */
  private boolean fixedPortTaken(Launchable job, AgentID agent) {
    Set<Integer> wanted = job.fixedPorts();
    return !wanted.isEmpty()
        && instances.all().stream()
            .filter(
                other ->
                    other.running().stream()
                        .anyMatch(task -> task.agentId().equals(agent.getValue())))
            .anyMatch(other -> !Collections.disjoint(wanted, other.job().fixedPorts()));
  }

  private long instancesAt(Launchable job, AgentID agent) {
    return instances.all().stream()
        .filter(other -> other.job().path().equals(job.path()))
        .flatMap(other -> other.running().stream())
        .filter(task -> task.agentId().equals(agent.getValue()))
        .count();
  }
}
