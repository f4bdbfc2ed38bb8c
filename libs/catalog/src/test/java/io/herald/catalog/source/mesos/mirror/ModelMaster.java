package io.herald.catalog.source.mesos.mirror;

import static io.herald.catalog.source.mesos.reading.Messages.added;
import static io.herald.catalog.source.mesos.reading.Messages.agent;
import static io.herald.catalog.source.mesos.reading.Messages.agentRemoved;
import static io.herald.catalog.source.mesos.reading.Messages.framework;
import static io.herald.catalog.source.mesos.reading.Messages.frameworkRemoved;
import static io.herald.catalog.source.mesos.reading.Messages.masterStatus;
import static io.herald.catalog.source.mesos.reading.Messages.status;
import static io.herald.catalog.source.mesos.reading.Messages.subscribed;
import static io.herald.catalog.source.mesos.reading.Messages.task;
import static io.herald.catalog.source.mesos.reading.Messages.updated;

import io.herald.catalog.source.mesos.reading.Messages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response;

/**
 * A cluster in memory that tells what a real master was seen to tell, and no more: nothing of an
 * agent that becomes unreachable but its tasks' updates, nothing at all of one that a new leader
 * gives up, nor of a status of the same state that isn't a check's result.
 */
public final class ModelMaster {

  private static final List<String> FRAMEWORKS = List.of("F0", "F1", "F2", "F3");

  /** Partition aware: its tasks become TASK_UNREACHABLE, the others' TASK_LOST. */
  private static final Set<String> AWARE = Set.of("F0", "F1");

  private enum Seat {
    REGISTERED,
    UNREACHABLE,
    RECOVERED
  }

  private final Random random;
  private final List<Event> told = new ArrayList<>();
  private final Map<String, Seat> agents = new TreeMap<>();
  private final Set<String> frameworks = new TreeSet<>();
  private final Set<String> removedFrameworks = new HashSet<>();

  /** What runs, as its agent knows it. */
  private final Map<String, Protos.Task.Builder> running = new TreeMap<>();

  /** What of it the master knows, in the state that the master gives it. */
  private final Map<String, Protos.Task.Builder> known = new TreeMap<>();

  private int ids;

  public ModelMaster(Random random) {
    this.random = random;
  }

  /** Does one thing at random and gives what is told of it. */
  public List<Event> step() {
    told.clear();
    // Coming is likelier than going, so that there is something to lose.
    int dice = random.nextInt(100);
    if (dice < 8) {
      addAgent();
    } else if (dice < 12) {
      addFramework();
    } else if (dice < 35) {
      launch();
    } else if (dice < 75) {
      progress();
    } else if (dice < 80) {
      finish();
    } else if (dice < 82) {
      pick(Seat.REGISTERED).ifPresent(this::removeAgent);
    } else if (dice < 84) {
      pick(Seat.REGISTERED).ifPresent(this::loseAgent);
    } else if (dice < 88) {
      pick(Seat.UNREACHABLE).ifPresent(this::returnFromPartition);
    } else if (dice < 95) {
      pick(Seat.RECOVERED).ifPresent(this::returnAfterFailover);
    } else if (dice < 99) {
      dieUnseen();
    } else if (random.nextInt(4) == 0) {
      pickFramework().ifPresent(this::removeFramework);
    }
    return List.copyOf(told);
  }

  /** Another master leads; it knows the agents by name only. */
  public void failOver() {
    agents.values().removeIf(seat -> seat == Seat.UNREACHABLE);
    running.values().removeIf(task -> !agents.containsKey(task.getAgentId().getValue()));
    agents.replaceAll((id, seat) -> Seat.RECOVERED);
    known.clear();
    frameworks.clear();
  }

  /** The leader stops waiting for an agent, and tells nobody. */
  public void giveUpOne() {
    pick(Seat.RECOVERED)
        .ifPresent(
            id -> {
              agents.remove(id);
              running.values().removeIf(task -> task.getAgentId().getValue().equals(id));
            });
  }

  /** Everything that can come back does. */
  public List<Event> comeToRest() {
    told.clear();
    List<String> away =
        agents.entrySet().stream()
            .filter(agent -> agent.getValue() != Seat.REGISTERED)
            .map(Map.Entry::getKey)
            .toList();
    for (String id : away) {
      if (agents.get(id) == Seat.RECOVERED) {
        returnAfterFailover(id);
      } else {
        returnFromPartition(id);
      }
    }
    told.add(Messages.heartbeat());
    return List.copyOf(told);
  }

  public Event snapshot() {
    return subscribed(
        registered().stream().map(ModelMaster::described).toList(),
        List.copyOf(recovered()),
        frameworks.stream().map(id -> framework(id, "name-" + id)).toList(),
        known.values().stream().map(Protos.Task.Builder::build).toList());
  }

  public Set<String> registered() {
    return with(Seat.REGISTERED);
  }

  public Set<String> recovered() {
    return with(Seat.RECOVERED);
  }

  /** Tasks that run on an agent that the master has, or waits for. */
  public Set<String> living() {
    return running.entrySet().stream()
        .filter(
            task ->
                agents.getOrDefault(task.getValue().getAgentId().getValue(), Seat.UNREACHABLE)
                    != Seat.UNREACHABLE)
        .filter(task -> task.getValue().getState() == Protos.TaskState.TASK_RUNNING)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Set<String> with(Seat seat) {
    return agents.entrySet().stream()
        .filter(agent -> agent.getValue() == seat)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Response.GetAgents.Agent described(String id) {
    return agent(id, Integer.parseInt(id.substring(1)) % 200 + 1);
  }

  private Optional<String> pick(Seat seat) {
    List<String> ids = List.copyOf(with(seat));
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
  }

  private Optional<String> pickFramework() {
    List<String> ids = List.copyOf(frameworks);
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
  }

  private void addAgent() {
    if (agents.size() < 6) {
      String id = "S" + ids++;
      agents.put(id, Seat.REGISTERED);
      told.add(added(described(id)));
    }
  }

  private void addFramework() {
    String id = FRAMEWORKS.get(random.nextInt(FRAMEWORKS.size()));
    if (!removedFrameworks.contains(id) && frameworks.add(id)) {
      told.add(added(framework(id, "name-" + id)));
    }
  }

  private void removeFramework(String id) {
    frameworks.remove(id);
    removedFrameworks.add(id);
    for (String task : List.copyOf(known.keySet())) {
      if (known.get(task).getFrameworkId().getValue().equals(id)) {
        if (known.get(task).getState() != Protos.TaskState.TASK_UNREACHABLE) {
          told.add(updated(id, "TASK_KILLED", masterStatus(task, "TASK_KILLED")));
        }
        known.remove(task);
      }
    }
    running.values().removeIf(task -> task.getFrameworkId().getValue().equals(id));
    told.add(frameworkRemoved(id));
  }

  private void launch() {
    Optional<String> on = pick(Seat.REGISTERED);
    Optional<String> framework = pickFramework();
    if (on.isPresent() && framework.isPresent()) {
      String id = "t" + ids++;
      running.put(id, task(framework.get(), id, on.get(), "TASK_STAGING"));
      known.put(id, running.get(id).clone());
      told.add(added(known.get(id).clone()));
    }
  }

  private void progress() {
    List<String> reachable =
        known.keySet().stream().filter(id -> seat(id) == Seat.REGISTERED).toList();
    if (reachable.isEmpty()) {
      return;
    }
    String id = reachable.get(random.nextInt(reachable.size()));
    String state =
        switch (running.get(id).getState()) {
          case TASK_STAGING -> "TASK_STARTING";
          default -> "TASK_RUNNING";
        };
    Protos.TaskStatus.Builder status =
        status(id, state, "10.1.0." + random.nextInt(3), "fd01::" + id.substring(1))
            .setTimestamp(ids++);
    boolean checked = state.equals("TASK_RUNNING") && random.nextBoolean();
    if (checked) {
      status
          .setHealthy(random.nextBoolean())
          .setReason(Protos.TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
    }
    int statuses = known.get(id).getStatusesCount();
    boolean isNew =
        statuses == 0 || known.get(id).getStatuses(statuses - 1).getState() != status.getState();
    for (Protos.Task.Builder task : List.of(running.get(id), known.get(id))) {
      task.setState(Protos.TaskState.valueOf(state));
      remember(task, status);
    }
    if (!isNew && !checked) {
      return; // another word on how it runs, perhaps another address: nobody is told
    }
    told.add(updated(known.get(id).getFrameworkId().getValue(), state, status));
    if (random.nextInt(3) == 0) {
      // Agents repeat what isn't acknowledged.
      told.add(told.get(told.size() - 1));
    }
  }

  /** A task's list keeps the last status of a run of equal states. */
  private static void remember(Protos.Task.Builder task, Protos.TaskStatus.Builder status) {
    int last = task.getStatusesCount() - 1;
    if (last >= 0 && task.getStatuses(last).getState() == status.getState()) {
      task.removeStatuses(last);
    }
    task.addStatuses(status);
  }

  private void finish() {
    List<String> reachable =
        known.keySet().stream().filter(id -> seat(id) == Seat.REGISTERED).toList();
    if (!reachable.isEmpty()) {
      String id = reachable.get(random.nextInt(reachable.size()));
      String framework = known.get(id).getFrameworkId().getValue();
      running.remove(id);
      known.remove(id);
      told.add(updated(framework, "TASK_FINISHED", status(id, "TASK_FINISHED")));
    }
  }

  /** A task ends while its agent is away: nobody hears of it. */
  private void dieUnseen() {
    running.keySet().stream()
        .filter(id -> seat(id) == Seat.RECOVERED)
        .findFirst()
        .ifPresent(running::remove);
  }

  private void removeAgent(String id) {
    agents.remove(id);
    for (String task : known(id)) {
      told.add(
          updated(
              known.get(task).getFrameworkId().getValue(),
              "TASK_LOST",
              masterStatus(task, "TASK_LOST")));
      known.remove(task);
    }
    running.values().removeIf(task -> task.getAgentId().getValue().equals(id));
    told.add(agentRemoved(id));
  }

  private void loseAgent(String id) {
    agents.put(id, Seat.UNREACHABLE);
    for (String task : known(id)) {
      String framework = known.get(task).getFrameworkId().getValue();
      if (AWARE.contains(framework)) {
        Protos.TaskStatus.Builder status = masterStatus(task, "TASK_UNREACHABLE");
        known.get(task).setState(Protos.TaskState.TASK_UNREACHABLE).addStatuses(status);
        told.add(updated(framework, "TASK_UNREACHABLE", status));
      } else {
        known.remove(task);
        told.add(updated(framework, "TASK_LOST", masterStatus(task, "TASK_LOST")));
      }
    }
  }

  private void returnFromPartition(String id) {
    bringTasks(id);
    told.add(added(described(id)));
  }

  private void returnAfterFailover(String id) {
    told.add(added(described(id)));
    Map<String, List<Protos.Task.Builder>> byFramework = new HashMap<>();
    for (Protos.Task.Builder task : running.values()) {
      if (task.getAgentId().getValue().equals(id)) {
        byFramework
            .computeIfAbsent(task.getFrameworkId().getValue(), f -> new ArrayList<>())
            .add(task);
      }
    }
    byFramework.forEach(
        (framework, tasks) -> {
          if (frameworks.add(framework)) {
            told.add(added(framework(framework, "name-" + framework)));
          }
        });
    bringTasks(id);
  }

  private void bringTasks(String id) {
    agents.put(id, Seat.REGISTERED);
    known.values().removeIf(task -> task.getAgentId().getValue().equals(id));
    for (Map.Entry<String, Protos.Task.Builder> task : running.entrySet()) {
      if (task.getValue().getAgentId().getValue().equals(id)) {
        known.put(task.getKey(), task.getValue().clone());
        told.add(added(task.getValue().clone()));
      }
    }
  }

  private List<String> known(String agentId) {
    return known.entrySet().stream()
        .filter(task -> task.getValue().getAgentId().getValue().equals(agentId))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Seat seat(String taskId) {
    Protos.Task.Builder task = running.get(taskId);
    return task == null
        ? Seat.UNREACHABLE
        : agents.getOrDefault(task.getAgentId().getValue(), Seat.UNREACHABLE);
  }
}
