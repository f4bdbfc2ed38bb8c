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
   * What the master lists and no event has to tell: another word on how a task runs.
   *
   * @param task as it is listed
   * @param since when its executor said so, by its own clock, in seconds
   */
  public record Unreported(Task task, double since) {}

  /**
   * What came of it.
   *
   * @param returned those of the returning agent's tasks that are listed
   * @param suspects what an event should have told, and how it differs
   * @param active which frameworks are said to be active or not, other than is known
   */
  public record Outcome(
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
  public Task listed(Task told, boolean orphan, Supplier<Protos.Task> message) {
    Task.Id key = told.key();
    if (returning.filter(told.agentId()::equals).isPresent()) {
      returned.add(key);
    }
    if (orphan) {
      orphaned.add(told.frameworkId());
    }
    Optional<Task> before = held.find(key).map(Task.class::cast);
    if (before.isEmpty()) {
      if (!orphan) { // of a framework that nobody knows any more
        suspects.put(key, "the stream did not tell of it");
      }
      return told;
    }
    known++;
    knownSum += stirred(key);
    Task now = before.get();
    if (told.equals(now)) {
      return now; // one object for both
    }
    compare(told, now, message);
    return told;
  }

  private void compare(Task told, Task now, Supplier<Protos.Task> message) {
    if (!isWhatItWasLaunchedAs(told, now)) {
      suspects.put(told.key(), "it is not as the stream told it");
      return;
    }
    boolean otherState = !told.state().equals(now.state());
    if (otherState && !isSilent(told, now, message.get())) {
      suspects.put(told.key(), "it is " + told.state() + ", the stream left it " + now.state());
    } else if (!now.recovering()
        && (otherState || !MesosMirror.withKnownAddresses(told, Optional.of(now)).equals(now))) {
      unreported.add(new Unreported(told, since(message.get())));
    }
  }

  private static boolean isWhatItWasLaunchedAs(Task told, Task now) {
    return told.agentId().equals(now.agentId())
        && told.name().equals(now.name())
        && told.ports().equals(now.ports())
        && told.discovery().equals(now.discovery())
        && told.labels().equals(now.labels())
        && told.network().equals(now.network());
  }

  /**
   * A status that comes again brings the state that the task has by now, and being no new one it is
   * not told: the state is ahead of the statuses then.
   */
  private static boolean isSilent(Task told, Task now, Protos.Task message) {
    int statuses = message.getStatusesCount();
    String last = statuses == 0 ? "" : message.getStatuses(statuses - 1).getState().name();
    return last.equals(now.state()) && !last.equals(told.state());
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
        suspects.put(key, "the stream did not tell of its end");
      }
    }
  }

  /** So that sums of them differ where the sets do. */
  private static long stirred(Task.Id key) {
    long spread = key.hashCode() * 0x9E37_79B9_7F4A_7C15L;
    return (spread ^ spread >>> 29) * 0xBF58_476D_1CE4_E5B9L;
  }

  /** To be called once the answer was read. */
  public Outcome outcome() {
    Set<String> ids = new HashSet<>(orphaned);
    Map<String, Boolean> active = new HashMap<>();
    for (Framework told : frameworks) {
      ids.add(told.id());
      Optional<Framework> now = held.find(told.key()).map(Framework.class::cast);
      if (now.isEmpty()) {
        suspects.put(told.key(), "the stream did not tell of it");
      } else if (!now.get().name().equals(told.name())
          || !now.get().hostname().equals(told.hostname())) {
        suspects.put(told.key(), "it is not as the stream told it");
      } else if (now.get().active() != told.active()) {
        active.put(told.id(), told.active());
      }
    }
    for (Entity entity : held.all(EntityKind.FRAMEWORK)) {
      if (!ids.contains(((Framework) entity).id())) {
        suspects.put(entity.key(), "the stream did not tell of its end");
      }
    }
    return new Outcome(returned, suspects, unreported, active);
  }
}
