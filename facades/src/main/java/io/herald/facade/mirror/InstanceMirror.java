package io.herald.facade.mirror;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.watch.InstanceEvent;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import io.herald.watch.Watch;
import io.herald.watch.WatchListener;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all instances and tells one listener of each change, with the instance as it was before.
 * A watch that is lost begins again with a snapshot; the listener then hears of what differs, and
 * of nothing else. Safe for any thread.
 */
public final class InstanceMirror implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(InstanceMirror.class);

  private final LiveServices live;
  private final Clock clock;
  private final MirrorListener listener;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<Task.Id, MirroredInstance> instances = new HashMap<>();

  /** While a snapshot comes: what of the instances was in it so far, or in an event since. */
  @GuardedBy("lock")
  private final Set<Task.Id> confirmed = new HashSet<>();

  @GuardedBy("lock")
  private boolean inSnapshot = true;

  @GuardedBy("lock")
  private boolean complete;

  @GuardedBy("lock")
  private long index;

  @GuardedBy("lock")
  private @Nullable Watch watch;

  @GuardedBy("lock")
  private boolean closed;

  private InstanceMirror(LiveServices live, Clock clock, MirrorListener listener) {
    this.live = requireNonNull(live, "live");
    this.clock = requireNonNull(clock, "clock");
    this.listener = requireNonNull(listener, "listener");
    this.index = live.revision();
  }

  /** Begins to follow. */
  public static InstanceMirror of(LiveServices live, Clock clock, MirrorListener listener) {
    InstanceMirror mirror = new InstanceMirror(live, clock, listener);
    mirror.begin();
    return mirror;
  }

  private void begin() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      inSnapshot = true;
      confirmed.clear();
      watch = live.watch(InstanceFilter.ALL, OptionalLong.empty(), new Applied());
    }
  }

  /** Ends it; the listener may hear of one more change. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      instances.clear();
      if (watch != null) {
        watch.close();
      }
    }
  }

  private final class Applied implements WatchListener {

    @Override
    public CompletionStage<?> onSnapshot(List<Instance> piece, OptionalLong end) {
      synchronized (lock) {
        Instant now = clock.instant();
        long revision = live.revision();
        for (Instance instance : piece) {
          confirmed.add(instance.task().key());
          put(instance, revision, now);
        }
        if (end.isPresent()) {
          endSnapshot(end.getAsLong(), now);
        }
      }
      return TAKEN;
    }

    @Override
    public CompletionStage<?> onEvents(List<InstanceEvent> events) {
      synchronized (lock) {
        for (InstanceEvent event : events) {
          Task.Id id = event.instance().task().key();
          if (event.kind() == InstanceEvent.Kind.REMOVED) {
            confirmed.remove(id);
            remove(id, event.revision(), event.at());
          } else {
            if (inSnapshot) {
              confirmed.add(id);
            }
            put(event.instance(), event.revision(), event.at());
          }
        }
      }
      return TAKEN;
    }

    @Override
    public void onLost() {
      log.warn("a facade fell behind the changes of the cluster; it reads everything again");
      begin();
    }
  }

  @GuardedBy("lock")
  private void endSnapshot(long revision, Instant now) {
    for (Task.Id id : List.copyOf(instances.keySet())) {
      if (!confirmed.contains(id)) {
        remove(id, revision, now);
      }
    }
    inSnapshot = false;
    confirmed.clear();
    if (!complete && !closed) {
      complete = true;
      listener.onComplete(next(revision));
    }
  }

  @GuardedBy("lock")
  private void put(Instance instance, long revision, Instant at) {
    Task.Id id = instance.task().key();
    MirroredInstance old = instances.get(id);
    if (closed || (old != null && old.instance().equals(instance))) {
      return;
    }
    long next = next(revision);
    MirroredInstance now =
        old == null ? MirroredInstance.first(instance, next, at) : old.changed(instance, next, at);
    instances.put(id, now);
    listener.onChange(old, now, next, at);
  }

  @GuardedBy("lock")
  private void remove(Task.Id id, long revision, Instant at) {
    MirroredInstance old = instances.remove(id);
    if (old != null) {
      listener.onChange(old, null, next(revision), at);
    }
  }

  /** Above every earlier one, even while events of an earlier revision come after a snapshot. */
  @GuardedBy("lock")
  private long next(long revision) {
    index = Math.max(index + 1, revision);
    return index;
  }
}
