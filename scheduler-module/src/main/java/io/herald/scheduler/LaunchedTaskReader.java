package io.herald.scheduler;

import java.util.Optional;

/**
 * Finds out which job a ready-made TaskInfo belongs to. {@link DiscoveryModule} has one that reads
 * what Herald's and Aurora's schedulers write; a framework that knows its tasks otherwise binds its
 * own over it:
 *
 * <pre>{@code
 * OptionalBinder.newOptionalBinder(binder(), LaunchedTaskReader.class).setBinding().to(MyReader.class);
 * }</pre>
 */
@FunctionalInterface
public interface LaunchedTaskReader {

  /**
   * The task as its framework launches it.
   *
   * @return absent if this isn't known: then name and port numbers of the TaskInfo are published
   * @throws IllegalArgumentException with a sentence, if what leads to the job is malformed
   */
  Optional<LaunchedTask> read(TaskView task);
}
