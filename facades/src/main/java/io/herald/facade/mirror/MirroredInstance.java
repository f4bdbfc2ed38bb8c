package io.herald.facade.mirror;

import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import java.time.Instant;
import java.util.Optional;

/**
 * An instance as the mirror holds it.
 *
 * @param created index of the change that brought it
 * @param modified index of its last change
 * @param since when it was first seen
 * @param running when it was first seen running; empty: not yet
 */
public record MirroredInstance(
    Instance instance, long created, long modified, Instant since, Optional<Instant> running) {

  /** One that is new. */
  static MirroredInstance first(Instance instance, long index, Instant at) {
    return new MirroredInstance(
        instance, index, index, at, isRunning(instance) ? Optional.of(at) : Optional.empty());
  }

  /** This one after a change. */
  MirroredInstance changed(Instance now, long index, Instant at) {
    return new MirroredInstance(
        now,
        created,
        index,
        since,
        running.or(() -> isRunning(now) ? Optional.of(at) : Optional.empty()));
  }

  /** The task that it is. */
  public Task.Id id() {
    return instance.task().key();
  }

  private static boolean isRunning(Instance instance) {
    return instance.state().equals(Task.RUNNING);
  }
}
