package io.herald.catalog.source.mesos.mirror;

import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.reading.StatusReport;
import java.util.Optional;

/**
 * What was reported of an entity once and a later report leaves out stays known: a framework's pid,
 * a running task's addresses. Pure functions.
 */
final class KnownFacts {

  private KnownFacts() {}

  /** The framework, with the pid that is known of it. */
  static Framework withPid(Framework f, Optional<? extends Entity> before) {
    Optional<Upid> pid = before.map(Framework.class::cast).flatMap(Framework::pid);
    return f.pid().equals(pid) ? f : new Framework(f.id(), f.name(), f.hostname(), pid, f.active());
  }

  /** The task, with the addresses that are known of it if it brings none. */
  static Task withAddresses(Task task, Optional<? extends Entity> before) {
    Optional<RunningStatus> known =
        before
            .map(Task.class::cast)
            .filter(old -> old.agentId().equals(task.agentId()))
            .flatMap(Task::running);
    if (known.isEmpty()) {
      return task;
    }
    Optional<RunningStatus> running =
        task.running()
            .map(status -> StatusReport.keepingAddresses(status, known.get()))
            .or(() -> known);
    return running.equals(task.running()) ? task : task.withRunning(running);
  }

  /**
   * The task, made of what is held of it already if it was only awaited and comes back as it was:
   * of the thousands that return after a failover nothing has to be held anew.
   */
  static Task shared(Task task, Optional<? extends Entity> before) {
    Optional<Task> known = before.map(Task.class::cast).filter(Task::recovering);
    return known.map(held -> held.withRecovering(false)).filter(task::equals).orElse(task);
  }
}
