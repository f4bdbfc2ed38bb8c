package io.herald.watch;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.Services;
import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of what changes in the services, and what reads it. Outlives the services that it {@link
 * #follow follows}: after a reload it goes on with others, and what differs between the two is
 * logged like any change.
 *
 * <p>Whoever changes the services adds to the log and wakes the watches that may want it; it waits
 * for none of them and runs no reader's code. The log is bounded: what hasn't been read by the time
 * it leaves is lost to that reader, who is told so. Each entry is of one service and has a
 * {@linkplain Revisions revision} of its own, so that a watch may be cut, and resume, between any
 * two.
 *
 * <p>A watch resumes after a revision only if that is the very one of an entry that is still there,
 * or of the last one that isn't: one of another process or replica isn't, short of a chance of 1 in
 * 512 for the mark and that of its tick having an entry.
 *
 * <p>The log begins when the services are complete; what comes before that is the state that it
 * starts from. Locks: the services' is taken first, then the log's.
 */
public final class ServiceLog implements LiveServices, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServiceLog.class);

  private final Clock clock;
  private final Executor executor;
  private final WatchCounters counters = new WatchCounters();
  private final ChangeRing ring;
  private final Arrivals arrivals = new Arrivals();
  private final NavigableSet<ServiceKey> services;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ChangeIndex index;

  @GuardedBy("lock")
  private final ByName<OpenWatch> watches = new ByName<>();

  @GuardedBy("lock")
  private final ChangeWaiters waiters;

  private final FollowedServices followed = new FollowedServices(this::take, this::isComplete);
  private volatile boolean complete;
  private volatile boolean closed;

  /**
   * A log without services.
   *
   * @param executor calls the readers; more than one thread are of use
   */
  public ServiceLog(WatchSettings settings, Clock clock, Executor executor) {
    this(settings, clock, executor, new SecureRandom().nextInt(Revisions.MARKS));
  }

  /**
   * A log without services.
   *
   * @param mark of its revisions
   */
  ServiceLog(WatchSettings settings, Clock clock, Executor executor, int mark) {
    this.clock = requireNonNull(clock, "clock");
    this.executor = work -> execute(executor, work);
    Revisions revisions = new Revisions(clock.millis(), mark);
    this.ring = new ChangeRing(settings.changes(), revisions.last());
    this.index = new ChangeIndex(revisions, ring);
    this.services = index.services();
    this.waiters = new ChangeWaiters(this.executor);
  }

  private void execute(Executor given, Runnable work) {
    try {
      given.execute(work);
    } catch (RejectedExecutionException e) {
      if (!closed) {
        log.error("readers can't be told of changes: the executor has ended", e);
      }
    }
  }

  /**
   * Follows these services from now on, in place of others that may be followed. If those are
   * complete and the new ones aren't, they stay in place until the new ones are.
   */
  public void follow(Services from) {
    followed.follow(from);
  }

  /** What the log and its watches count. */
  public List<Metric> metrics() {
    return counters.metrics();
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public long revision() {
    lock.lock();
    try {
      return index.last();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public <T> T read(Function<ServicesView, T> reader) {
    return followed.read(reader);
  }

  @Override
  public NavigableSet<ServiceKey> services() {
    return services;
  }

  @Override
  public long changedAt(ServiceKey service) {
    lock.lock();
    try {
      return index.last(service);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long changedAt(InstanceFilter filter) {
    lock.lock();
    try {
      return index.last(filter);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Instant> since(Instance instance) {
    return arrivals.of(instance);
  }

  @Override
  public List<InstanceEvent> changesBefore(InstanceFilter filter, OptionalLong before, int most) {
    return ring.latest(filter, before, most);
  }

  @Override
  public CompletableFuture<Long> nextChange(InstanceFilter filter, long after) {
    lock.lock();
    try {
      OptionalLong change = index.after(filter, after);
      if (change.isPresent()) {
        return CompletableFuture.completedFuture(change.getAsLong());
      }
      ChangeWaiters.Waiter waiter = waiters.add(filter);
      var unused =
          waiter
              .change()
              .whenComplete(
                  (revision, failure) -> {
                    if (failure != null) {
                      remove(waiter);
                    }
                  });
      return waiter.change();
    } finally {
      lock.unlock();
    }
  }

  private void remove(ChangeWaiters.Waiter waiter) {
    lock.lock();
    try {
      waiters.remove(waiter);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Watch watch(InstanceFilter filter, OptionalLong resumeAfter, WatchListener listener) {
    OpenWatch watch;
    lock.lock();
    try {
      OptionalLong place =
          resumeAfter.isPresent() && complete
              ? ring.placeAfter(resumeAfter.getAsLong())
              : OptionalLong.empty();
      (place.isPresent() ? counters.resumed : counters.snapshots).increment();
      watch = new OpenWatch(this, filter, place, ring.end(), listener, executor);
      watches.add(filter, watch);
      counters.watches.incrementAndGet();
      watch.wake(place.orElse(ring.end()));
    } finally {
      lock.unlock();
    }
    return watch;
  }

  void remove(OpenWatch watch) {
    lock.lock();
    try {
      if (watches.remove(watch.filter(), watch)) {
        counters.watches.decrementAndGet();
      }
    } finally {
      lock.unlock();
    }
  }

  void countLost() {
    counters.lost.increment();
  }

  /** Place of the log's next entry. */
  long end() {
    return ring.end();
  }

  /** The entry at a place before the end; null if it has left the log. */
  @Nullable LoggedChange at(long place) {
    return ring.at(place);
  }

  /** The last revision, if the condition holds while it is the last; empty otherwise. */
  OptionalLong revisionIf(BooleanSupplier condition) {
    lock.lock();
    try {
      return condition.getAsBoolean() ? OptionalLong.of(index.last()) : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads the services after that one, as many as make a piece.
   *
   * @param after null: from the first one on
   * @return empty while the services aren't complete
   */
  Optional<SnapshotPiece> readPiece(InstanceFilter filter, @Nullable ServiceKey after) {
    return complete
        ? Optional.of(
            read(view -> SnapshotPiece.read(view, services, filter, after, ring.end(), revision())))
        : Optional.empty();
  }

  /** Ends all watches, without a word, and all waiting. */
  @Override
  public void close() {
    closed = true;
    List<OpenWatch> open;
    lock.lock();
    try {
      open = watches.all();
      waiters.release(index.last());
    } finally {
      lock.unlock();
    }
    open.forEach(OpenWatch::close);
    followed.close();
  }

  /** Under the lock of the services that are current after it, so that none of these moves. */
  private void take(List<Difference.Step> steps, boolean nowComplete, ServicesView now) {
    lock.lock();
    try {
      Map<ServiceKey, Long> firstPlaces = new LinkedHashMap<>();
      Instant at = clock.instant();
      Instant date = MonotonicClock.dateOf(at, clock).truncatedTo(ChronoUnit.SECONDS);
      if (!complete && !steps.isEmpty()) {
        index.begin(at);
      }
      for (Difference.Step step : steps) {
        LoggedChange change = complete ? index.add(step, at) : index.start(step, at);
        firstPlaces.putIfAbsent(change.service(), change.place());
        if (complete) {
          arrivals.note(change, date);
          counters.changes.increment();
        }
        waiters.changed(change);
      }
      for (ServiceKey service : firstPlaces.keySet()) {
        if (now.counts(service).instances() == 0) {
          index.gone(service);
        }
      }
      if (complete) {
        wake(firstPlaces);
      } else if (nowComplete) {
        complete = true;
        watches.all().forEach(watch -> watch.wake(ring.end()));
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void wake(Map<ServiceKey, Long> firstPlaces) {
    if (firstPlaces.isEmpty()) {
      return;
    }
    firstPlaces.forEach(
        (service, place) -> watches.forEachOf(service.name(), watch -> watch.wake(place)));
    long first = firstPlaces.values().iterator().next();
    watches.forEachOther(watch -> watch.wake(first));
  }
}
