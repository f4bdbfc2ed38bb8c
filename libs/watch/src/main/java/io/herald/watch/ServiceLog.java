package io.herald.watch;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.Subscription;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.ServiceBatch;
import io.herald.services.ServiceListener;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

  /** A piece of a snapshot is read up to the service that reaches this. */
  private static final int INSTANCES_IN_PIECE = 512;

  /** What is passed over costs time too. */
  private static final int SERVICES_IN_PIECE = 4096;

  private final Clock clock;
  private final Executor executor;
  private final WatchCounters counters = new WatchCounters();
  private final ChangeRing ring;
  private final Arrivals arrivals = new Arrivals();
  private final NavigableSet<ServiceKey> services;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Revisions revisions;

  @GuardedBy("lock")
  private final ChangeDates dates;

  @GuardedBy("lock")
  private final ByName<OpenWatch> watches = new ByName<>();

  @GuardedBy("lock")
  private final ChangeWaiters waiters;

  /** Takes the place of {@link #current} once it is complete. */
  @GuardedBy("lock")
  private @Nullable Followed next;

  private volatile Followed current;
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
    this.revisions = new Revisions(clock.millis(), mark);
    this.ring = new ChangeRing(settings.changes(), revisions.last());
    this.dates = new ChangeDates(revisions.last());
    this.services = dates.services();
    this.waiters = new ChangeWaiters(this.executor);
    this.current =
        new Followed(
            new Services(
                ServicesOptions.DEFAULT,
                new NoHosts(),
                new ProblemBook(List.of(EntityProblem.values()))));
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
    Followed followed = new Followed(from);
    Followed replaced;
    lock.lock();
    try {
      replaced = next;
      next = followed;
    } finally {
      lock.unlock();
    }
    if (replaced != null) {
      replaced.end();
    }
    followed.begin();
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
      return revisions.last();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public <T> T read(Function<ServicesView, T> reader) {
    while (true) {
      Followed followed = current;
      Optional<Read<T>> read =
          followed.services.read(
              view ->
                  followed == current
                      ? Optional.of(new Read<>(reader.apply(view)))
                      : Optional.empty());
      if (read.isPresent()) {
        return read.get().value;
      }
    }
  }

  private record Read<T>(T value) {}

  @Override
  public NavigableSet<ServiceKey> services() {
    return services;
  }

  @Override
  public long changedAt(ServiceKey service) {
    lock.lock();
    try {
      return dates.of(service);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long changedAt(InstanceFilter filter) {
    lock.lock();
    try {
      return lastChange(filter);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private long lastChange(InstanceFilter filter) {
    return filter.isOfServices() && !filter.equals(InstanceFilter.ALL)
        ? dates.last(filter)
        : revisions.last();
  }

  @Override
  public Optional<Instant> since(Instance instance) {
    return arrivals.of(instance);
  }

  @Override
  public List<InstanceEvent> changesBefore(InstanceFilter filter, OptionalLong before, int most) {
    List<InstanceEvent> events = new ArrayList<>();
    for (long place = ring.end() - 1; place >= 0 && events.size() < most; place--) {
      LoggedChange change = ring.at(place);
      if (change == null) {
        break;
      }
      if (before.isEmpty() || change.revision() < before.getAsLong()) {
        InstanceEvent event = change.event(filter);
        if (event != null) {
          events.add(event);
        }
      }
    }
    return events;
  }

  @Override
  public CompletableFuture<Long> nextChange(InstanceFilter filter, long after) {
    lock.lock();
    try {
      OptionalLong change = changeAfter(filter, after);
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

  /** A change after that revision that concerns the filter, or may; empty: there is none. */
  @GuardedBy("lock")
  private OptionalLong changeAfter(InstanceFilter filter, long after) {
    if (!revisions.isOwn(after)) {
      return OptionalLong.of(revisions.last());
    }
    if (filter.isOfServices()) {
      long last = lastChange(filter);
      return last > after ? OptionalLong.of(last) : OptionalLong.empty();
    }
    for (long place = ring.end() - 1; place >= 0; place--) {
      LoggedChange change = ring.at(place);
      if (change == null || change.revision() <= after) {
        break;
      }
      if (change.concerns(filter)) {
        return OptionalLong.of(change.revision());
      }
    }
    long last = ring.reachesBackTo() > after ? dates.last(filter) : after;
    return last > after ? OptionalLong.of(last) : OptionalLong.empty();
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
      return condition.getAsBoolean() ? OptionalLong.of(revisions.last()) : OptionalLong.empty();
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
    return complete ? Optional.of(read(view -> piece(view, filter, after))) : Optional.empty();
  }

  private SnapshotPiece piece(
      ServicesView view, InstanceFilter filter, @Nullable ServiceKey after) {
    NavigableSet<ServiceKey> ahead =
        after == null ? services.tailSet(filter.first(), true) : services.tailSet(after, false);
    List<Instance> instances = new ArrayList<>();
    int passed = 0;
    for (ServiceKey service : ahead) {
      if (filter.isBeyond(service)) {
        break;
      }
      if (filter.matches(service)) {
        instances.addAll(view.instances(service));
      }
      passed++;
      if (instances.size() >= INSTANCES_IN_PIECE || passed >= SERVICES_IN_PIECE) {
        return new SnapshotPiece(instances, Optional.of(service), ring.end(), revision());
      }
    }
    return new SnapshotPiece(instances, Optional.empty(), ring.end(), revision());
  }

  /** Ends all watches, without a word, and all waiting. */
  @Override
  public void close() {
    closed = true;
    List<OpenWatch> open;
    Followed awaited;
    lock.lock();
    try {
      open = watches.all();
      awaited = next;
      next = null;
      waiters.release(revisions.last());
    } finally {
      lock.unlock();
    }
    open.forEach(OpenWatch::close);
    current.end();
    if (awaited != null) {
      awaited.end();
    }
  }

  /** Under the lock of the services that are current after it, so that none of these moves. */
  private void take(List<Difference.Step> steps, boolean nowComplete, ServicesView now) {
    lock.lock();
    try {
      Map<ServiceKey, Long> firstPlaces = new LinkedHashMap<>();
      Instant at = clock.instant();
      Instant date = MonotonicClock.dateOf(at, clock).truncatedTo(ChronoUnit.SECONDS);
      long before = revisions.last();
      for (Difference.Step step : steps) {
        // What is there at the start needs no revisions of its own: no log reaches back to it.
        long revision =
            complete || revisions.last() == before
                ? revisions.next(at.toEpochMilli())
                : revisions.last();
        LoggedChange change = new LoggedChange(ring.end(), revision, step.old(), step.now(), at);
        dates.changed(change.service(), change.revision());
        firstPlaces.putIfAbsent(change.service(), change.place());
        if (complete) {
          ring.add(change);
          arrivals.note(change, date);
          counters.changes.increment();
        } else {
          ring.beginAfter(change.revision());
        }
        waiters.changed(change);
      }
      for (ServiceKey service : firstPlaces.keySet()) {
        if (now.counts(service).instances() == 0) {
          dates.gone(service);
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

  /** Services that are followed, or are to be. Compared by identity. */
  private final class Followed implements ServiceListener {

    private final Services services;
    private volatile boolean ended;
    private volatile @Nullable Subscription subscription;

    private Followed(Services services) {
      this.services = services;
    }

    private void begin() {
      subscription = services.subscribe(this);
      if (ended) {
        end();
      }
    }

    private void end() {
      ended = true;
      Subscription hold = subscription;
      if (hold != null) {
        hold.close();
      }
    }

    @Override
    public void onBatch(ServiceBatch batch, ServicesView now) {
      if (ended) {
        return;
      }
      if (this == current) {
        take(Difference.of(batch), batch.complete(), now);
      } else if (batch.complete() || !complete) {
        replace(current, batch.complete(), now);
      }
    }

    /** Takes the other's place, unless that has lost it already or others are to have it. */
    private void replace(Followed other, boolean nowComplete, ServicesView now) {
      other.services.read(
          before -> {
            if (isNext(other)) {
              List<Difference.Step> steps = Difference.between(before, now);
              become(other);
              take(steps, nowComplete, now);
            }
            return null;
          });
    }

    private boolean isNext(Followed other) {
      lock.lock();
      try {
        return next == this && current == other;
      } finally {
        lock.unlock();
      }
    }

    private void become(Followed other) {
      lock.lock();
      try {
        next = null;
        current = this;
      } finally {
        lock.unlock();
      }
      other.end();
    }
  }
}
