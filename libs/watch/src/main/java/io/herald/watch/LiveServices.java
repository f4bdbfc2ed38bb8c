package io.herald.watch;

import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The services of the cluster that is followed, read at one moment or as they change. Outlives
 * reloads of the configuration. Safe for any thread.
 *
 * <p>A <b>revision</b> numbers one change of one instance. Revisions rise, also from one process to
 * the next (they start from the clock), have gaps, and stay below 2<sup>53</sup>, so that
 * JavaScript can hold them. Each process marks its own: one of another process, of a replica for
 * example, is recognised, with the odds of 1 in 512 of taking it for an own one by its mark alone.
 *
 * <p>That a task is awaited after a failover of its master ({@code recovering}) is no change: it is
 * where it was.
 */
public interface LiveServices {

  /**
   * Whether every source has given its first snapshot; what isn't there before that may yet come.
   * Stays true.
   */
  boolean isComplete();

  /** Of the last change of any instance; above 0. */
  long revision();

  /**
   * Reads all of it as of one moment, at which {@link #revision} and {@link #changedAt} stand still
   * too. Changes wait that long, so be quick.
   */
  <T> T read(Function<ServicesView, T> reader);

  /**
   * Every service that has an instance, in {@link ServiceKeys#ORDER}: a live, weakly consistent
   * view, for walking through it piece by piece with a cursor.
   */
  NavigableSet<ServiceKey> services();

  /**
   * Revision of the last change of one of the service's instances. It never falls, also after the
   * service is gone; of one that never was it is the revision at the start, or a later one.
   */
  long changedAt(ServiceKey service);

  /**
   * Revision of the last change that concerns the filter, or a later one: if the filter says
   * anything beyond {@linkplain InstanceFilter#isOfServices services}, the last change of any
   * instance. The index of a list, for {@link #nextChange}; it never falls.
   */
  long changedAt(InstanceFilter filter);

  /**
   * The date, to the second, at which the instance came to its service; empty for one that was
   * there when this process came to know the cluster, or is gone.
   */
  Optional<Instant> since(Instance instance);

  /**
   * The latest changes that concern the filter, as far as the log reaches back; the latest first.
   *
   * @param before only those with lower revisions; empty: all
   * @param most how many at most
   */
  List<InstanceEvent> changesBefore(InstanceFilter filter, OptionalLong before, int most);

  /**
   * Waits until an instance that matches, before its change or after it, has changed after that
   * revision; done at once if one has, or if it can't be told: after a revision of another process,
   * or one from which on the log isn't there any more. Completed by the log's threads.
   *
   * @param after a revision that the reader has seen; 0: done at once
   * @return the revision of the change, or a later one; cancel it to stop waiting
   */
  CompletableFuture<Long> nextChange(InstanceFilter filter, long after);

  /**
   * Tells of every instance that matches, and of each of its changes: none is lost or told twice,
   * or the watch ends with {@link WatchListener#onLost}. Before the services are {@linkplain
   * #isComplete complete} nothing is told.
   *
   * @param resumeAfter revision of the last event, snapshot or progress that the reader got from a
   *     watch with the same filter. If the log still has all that followed, the watch goes on
   *     there, otherwise, and if it is empty, it begins with a snapshot
   */
  Watch watch(InstanceFilter filter, OptionalLong resumeAfter, WatchListener listener);
}
