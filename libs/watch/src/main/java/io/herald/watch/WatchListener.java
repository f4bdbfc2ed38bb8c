package io.herald.watch;

import io.herald.services.instance.Instance;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gets what a watch finds: a snapshot in pieces, unless it was resumed, then events. Called by the
 * log's threads, one call at a time, and no further one before the stage that the last call
 * returned is done: a slow reader has one call in its hands, not a queue. A stage that fails ends
 * the watch; so does a call that throws, which is logged.
 */
public interface WatchListener {

  /** For a listener that is done with what it was given when it returns. */
  CompletionStage<?> TAKEN = CompletableFuture.completedFuture(null);

  /**
   * A piece of the snapshot; services come in {@link ServiceKeys#ORDER}. Between pieces, events
   * come of what was in earlier ones.
   *
   * @param instances may be none
   * @param complete with the last piece the revision of the snapshot, after which the watch can be
   *     resumed; empty before that, when it can't be
   */
  CompletionStage<?> onSnapshot(List<Instance> instances, OptionalLong complete);

  /** At least one event, in the order of the revisions. */
  CompletionStage<?> onEvents(List<InstanceEvent> events);

  /**
   * What {@link Watch#askProgress} asks for.
   *
   * @param revision nothing that matches and is no later than this is still to come, so the watch
   *     can be resumed after it, though no event has that revision; empty while the snapshot isn't
   *     complete
   */
  default CompletionStage<?> onProgress(OptionalLong revision) {
    return TAKEN;
  }

  /**
   * The last call: the reader has been so slow that the log doesn't reach back to where it is.
   * Resuming begins with a snapshot.
   */
  void onLost();
}
