package io.herald.watch;

import io.herald.runtime.threads.Fatal;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch is a place in the log, and while its snapshot isn't complete, the service up to which
 * that was told. It holds no queue: what its reader hasn't taken stays in the log, as long as the
 * log has it.
 *
 * <p>The snapshot goes through the services in their order. A piece is read as of one moment;
 * before it, the changes up to that moment are told of the services of earlier pieces. Changes of
 * later services aren't told, since their piece will have them. So each instance and each change is
 * told once, and the services are never stopped for longer than one piece takes.
 *
 * <p>At most one thread of the executor is in {@link #run}; while the reader has something in its
 * hands, none is.
 */
final class OpenWatch implements Watch, Runnable {

  private static final Logger log = LoggerFactory.getLogger(OpenWatch.class);

  /** Instances, or events, in one call of the reader. */
  static final int MOST_INSTANCES = 256;

  static final int MOST_EVENTS = 64;

  /** Calls after which other watches get their turn. */
  private static final int CALLS_IN_A_ROW = 16;

  private static final int IDLE = 0;
  private static final int BUSY = 1;
  private static final int BUSY_AND_WOKEN = 2;

  private final ServiceLog services;
  private final InstanceFilter filter;
  private final WatchListener listener;
  private final Executor executor;
  private final AtomicInteger work = new AtomicInteger(IDLE);

  /** Place of the first change that the log woke this watch for, and that it hasn't looked at. */
  private final AtomicLong wokenFor;

  private volatile boolean ended;
  private volatile boolean progressAsked;

  // What follows belongs to the thread that is in run().

  /** Every change before this place was told, as far as it is to be told. */
  private long place;

  private boolean live;

  /** The last service of the snapshot that was told; null: none yet. */
  private @Nullable ServiceKey told;

  private @Nullable SnapshotPiece piece;
  private Iterator<Instance> rest = List.<Instance>of().iterator();

  /**
   * A watch that tells nothing before its first {@link #wake}.
   *
   * @param resumeAt place in the log to go on from; empty: it begins with a snapshot
   */
  OpenWatch(
      ServiceLog services,
      InstanceFilter filter,
      OptionalLong resumeAt,
      long end,
      WatchListener listener,
      Executor executor) {
    this.services = services;
    this.filter = filter;
    this.listener = listener;
    this.executor = executor;
    this.live = resumeAt.isPresent();
    this.place = resumeAt.orElse(end);
    this.wokenFor = new AtomicLong(place);
  }

  InstanceFilter filter() {
    return filter;
  }

  /** There may be something to tell, in the log from this place on. Costs next to nothing. */
  void wake(long from) {
    wokenFor.accumulateAndGet(from, Math::min);
    wake();
  }

  private void wake() {
    int before = work.getAndUpdate(now -> Math.min(now + 1, BUSY_AND_WOKEN));
    if (before == IDLE) {
      executor.execute(this);
    }
  }

  @Override
  public void askProgress() {
    progressAsked = true;
    wake();
  }

  @Override
  public void close() {
    ended = true;
    services.remove(this);
  }

  /** Whether nothing is under way or waits to be told; under the log's lock. */
  private boolean isUpToDate() {
    return wokenFor.get() == Long.MAX_VALUE;
  }

  @Override
  public void run() {
    try {
      tellAll();
    } catch (Throwable e) { // whatever the reader throws, the others' watches go on
      log.error("a watch of {} failed; it ends", filter, e);
      close();
      Fatal.escalate(e);
    }
  }

  private void tellAll() {
    for (int calls = 0; !ended; calls++) {
      if (calls == CALLS_IN_A_ROW) {
        executor.execute(this);
        return;
      }
      Optional<CompletionStage<?>> given = tellNext();
      if (given.isEmpty()) {
        if (work.compareAndSet(BUSY, IDLE)) {
          return;
        }
        work.set(BUSY);
      } else if (!isTaken(given.get())) {
        var unused = given.get().whenComplete((taken, failure) -> goOn(failure));
        return;
      }
    }
  }

  private static boolean isTaken(CompletionStage<?> given) {
    var future = given.toCompletableFuture();
    return future.isDone() && !future.isCompletedExceptionally();
  }

  private void goOn(@Nullable Throwable failure) {
    if (failure != null) {
      log.debug("the reader of a watch of {} is gone", filter, failure);
      close();
    } else if (!becomesIdle()) {
      executor.execute(this);
    }
  }

  /** If there is nothing more to tell, no thread has to find that out. */
  private boolean becomesIdle() {
    return live && !progressAsked && isUpToDate() && work.compareAndSet(BUSY, IDLE);
  }

  /** Empty if there is nothing to tell now. */
  private Optional<CompletionStage<?>> tellNext() {
    Optional<CompletionStage<?>> given = live ? tellChanges() : tellSnapshot();
    return given.isPresent() || ended ? given : tellProgress();
  }

  private Optional<CompletionStage<?>> tellProgress() {
    if (!progressAsked) {
      return Optional.empty();
    }
    OptionalLong upTo = OptionalLong.empty();
    if (live) {
      upTo = services.revisionIf(this::isUpToDate);
      if (upTo.isEmpty()) {
        return Optional.empty(); // woken in between: the change comes first
      }
    }
    progressAsked = false;
    return Optional.of(listener.onProgress(upTo));
  }

  private Optional<CompletionStage<?>> tellChanges() {
    long from = wokenFor.getAndSet(Long.MAX_VALUE);
    if (from == Long.MAX_VALUE) {
      return Optional.empty();
    }
    // What lies between the two is of services that this watch isn't woken for.
    place = Math.max(place, from);
    long end = services.end();
    Optional<CompletionStage<?>> given = tellUpTo(end);
    if (place < end) {
      wokenFor.accumulateAndGet(place, Math::min);
    }
    return given;
  }

  private Optional<CompletionStage<?>> tellSnapshot() {
    while (!ended) {
      if (piece == null) {
        piece = services.readPiece(filter, told).orElse(null);
        if (piece == null) {
          return Optional.empty(); // the services aren't complete
        }
        rest = piece.instances().stream().filter(filter::matches).iterator();
      }
      Optional<CompletionStage<?>> given = tellUpTo(piece.end());
      if (given.isPresent() || ended) {
        return given;
      }
      given = tellInstances(piece);
      if (given.isPresent()) {
        return given;
      }
    }
    return Optional.empty();
  }

  private Optional<CompletionStage<?>> tellInstances(SnapshotPiece from) {
    List<Instance> some = new ArrayList<>();
    while (rest.hasNext() && some.size() < MOST_INSTANCES) {
      some.add(rest.next());
    }
    OptionalLong complete = OptionalLong.empty();
    if (!rest.hasNext()) {
      piece = null;
      told = from.last().orElse(told);
      live = from.last().isEmpty();
      complete = live ? OptionalLong.of(from.revision()) : complete;
    }
    return some.isEmpty() && complete.isEmpty()
        ? Optional.empty()
        : Optional.of(listener.onSnapshot(some, complete));
  }

  /** Tells of changes from the place on, at most up to the one before {@code end}. */
  private Optional<CompletionStage<?>> tellUpTo(long end) {
    List<InstanceEvent> events = new ArrayList<>();
    for (; place < end && events.size() < MOST_EVENTS; place++) {
      LoggedChange change = services.at(place);
      if (change == null) {
        lose();
        return Optional.empty();
      }
      InstanceEvent event = isTold(change.service()) ? change.event(filter) : null;
      if (event != null) {
        events.add(event);
      }
    }
    return events.isEmpty() ? Optional.empty() : Optional.of(listener.onEvents(events));
  }

  private boolean isTold(ServiceKey service) {
    return live || (told != null && ServiceKeys.ORDER.compare(service, told) <= 0);
  }

  private void lose() {
    close();
    services.countLost();
    listener.onLost();
  }
}
