package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.EntityKind;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.TaskListReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.mesos.v1.Protos;

/**
 * Compares what a master lists beside its stream with what the stream has built up, task by task as
 * the answer comes, in all that is served. Where nothing differs, nothing of it stays in memory.
 * For one answer, one thread.
 */
public final class TaskListComparison implements TaskListReader.Listener {

  private final SourcePartition held;
  private final List<Framework> frameworks;
  private final Optional<String> returning;
  private final Set<Task.Id> returned = new HashSet<>();
  private final Map<Entity.Key, String> suspects = new LinkedHashMap<>();
  private final List<Unreported> unreported = new ArrayList<>();
  private final Set<String> orphaned = new HashSet<>();

  /** Of the tasks listed that are held: how many, and a sum that stands for which. */
  private int known;

  private long knownSum;

  /**
   * What the master lists and no event has to report: a different status of a task.
   *
   * @param task as it is listed
   * @param since when its executor said so, by its own clock, in seconds
   */
  public record Unreported(Task task, double since) {}

  /**
   * What came of it.
   *
   * @param returned those of the returning agent's tasks that are listed
   * @param suspects what an event should have reported, and how it differs
   * @param active whether frameworks are active, where that is not what is known
   */
  public record Differences(
      Set<Task.Id> returned,
      Map<Entity.Key, String> suspects,
      List<Unreported> unreported,
      Map<String, Boolean> active) {}

  /**
   * @param frameworks as the same master lists them
   * @param returning the agent whose tasks are asked for by name
   */
  public TaskListComparison(
      SourcePartition held, List<Framework> frameworks, Optional<String> returning) {
    this.held = held;
    this.frameworks = frameworks;
    this.returning = returning;
  }

  @Override
  public Task listed(Task listed, boolean orphan, Supplier<Protos.Task> message) {
    Task.Id key = listed.key();
    if (returning.filter(listed.agentId()::equals).isPresent()) {
      returned.add(key);
    }
    if (orphan) {
      orphaned.add(listed.frameworkId());
    }
    Optional<Task> before = held.find(key).map(Task.class::cast);
    if (before.isEmpty()) {
      if (!orphan) { // of a framework that is gone
        suspects.put(key, "the stream did not report it");
      }
      return listed;
    }
    known++;
    knownSum += stirred(key);
    Task now = before.get();
    if (listed.equals(now)) {
      return now; // one object for both
    }
    compare(listed, now, message);
    return listed;
  }

  private void compare(Task listed, Task now, Supplier<Protos.Task> message) {
    if (!isWhatItWasLaunchedAs(listed, now)) {
      suspects.put(listed.key(), "it differs from what the stream reported");
      return;
    }
    boolean otherState = !listed.state().equals(now.state());
    if (otherState && !isSilent(listed, now, message.get())) {
      suspects.put(listed.key(), "it is " + listed.state() + ", the stream left it " + now.state());
    } else if (!now.recovering()
        && (otherState || !KnownFacts.withAddresses(listed, Optional.of(now)).equals(now))) {
      unreported.add(new Unreported(listed, since(message.get())));
    }
  }

  private static boolean isWhatItWasLaunchedAs(Task listed, Task now) {
    return listed.agentId().equals(now.agentId())
        && listed.name().equals(now.name())
        && listed.ports().equals(now.ports())
        && listed.discovery().equals(now.discovery())
        && listed.labels().equals(now.labels())
        && listed.network().equals(now.network());
  }

  /**
   * A status that comes again brings the state that the task has by now, and being no new one it is
   * not reported: the state is ahead of the statuses then.
   */
  private static boolean isSilent(Task listed, Task now, Protos.Task message) {
    int statuses = message.getStatusesCount();
    String last = statuses == 0 ? "" : message.getStatuses(statuses - 1).getState().name();
    return last.equals(now.state()) && !last.equals(listed.state());
  }

  private static double since(Protos.Task message) {
    return message.getStatusesList().stream()
        .filter(status -> status.getState() == Protos.TaskState.TASK_RUNNING)
        .mapToDouble(Protos.TaskStatus::getTimestamp)
        .max()
        .orElse(0);
  }

  @Override
  public void end(Supplier<Set<Task.Id>> keys) {
    List<Entity> all = held.all(EntityKind.TASK);
    long sum = 0;
    for (Entity entity : all) {
      sum += stirred(((Task) entity).key());
    }
    if (known == all.size() && knownSum == sum) {
      return;
    }
    Set<Task.Id> listed = keys.get();
    for (Entity entity : all) {
      Task.Id key = ((Task) entity).key();
      if (!listed.contains(key)) {
        suspects.put(key, "the stream did not report its end");
      }
    }
  }

  /** So that sums of them differ where the sets do. */
  private static long stirred(Task.Id key) {
    long spread = key.hashCode() * 0x9E37_79B9_7F4A_7C15L;
    return (spread ^ spread >>> 29) * 0xBF58_476D_1CE4_E5B9L;
  }

  /** To be called once the answer was read. */
  public Differences outcome() {
    Set<String> ids = new HashSet<>(orphaned);
    Map<String, Boolean> active = new HashMap<>();
    for (Framework listed : frameworks) {
      ids.add(listed.id());
      Optional<Framework> now = held.find(listed.key()).map(Framework.class::cast);
      if (now.isEmpty()) {
        suspects.put(listed.key(), "the stream did not report it");
      } else if (!now.get().name().equals(listed.name())
          || !now.get().hostname().equals(listed.hostname())) {
        suspects.put(listed.key(), "it differs from what the stream reported");
      } else if (now.get().active() != listed.active()) {
        active.put(listed.id(), listed.active());
      }
    }
    for (Entity entity : held.all(EntityKind.FRAMEWORK)) {
      if (!ids.contains(((Framework) entity).id())) {
        suspects.put(entity.key(), "the stream did not report its end");
      }
    }
    return new Differences(returned, suspects, unreported, active);
  }
}
