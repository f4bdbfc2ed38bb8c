package io.herald.publish.writer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceEvent;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import io.herald.watch.Watch;
import io.herald.watch.WatchListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which services have changed since they were asked for the last time: all of them at first, and
 * after a watch that fell behind. Safe for any thread.
 */
final class ChangedServices implements AutoCloseable {

  private final LiveServices live;
  private final Runnable onChange;

  @GuardedBy("this")
  private Set<ServiceKey> changed = new LinkedHashSet<>();

  @GuardedBy("this")
  private boolean all = true;

  @GuardedBy("this")
  private @Nullable Watch watch;

  @GuardedBy("this")
  private boolean closed;

  /**
   * Watches from now on.
   *
   * @param onChange called by the log's threads
   */
  ChangedServices(LiveServices live, Runnable onChange) {
    this.live = live;
    this.onChange = onChange;
    watch();
  }

  /** What has changed: everything, or these. */
  record Taken(boolean all, Set<ServiceKey> services) {}

  private synchronized void watch() {
    if (!closed) {
      all = true;
      watch = live.watch(InstanceFilter.ALL, OptionalLong.of(live.revision()), new Listener());
    }
  }

  synchronized Taken take() {
    Taken taken = new Taken(all, changed);
    all = false;
    changed = new LinkedHashSet<>();
    return taken;
  }

  private synchronized void add(ServiceKey service) {
    changed.add(service);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (watch != null) {
      watch.close();
    }
  }

  private final class Listener implements WatchListener {

    @Override
    public CompletionStage<?> onSnapshot(List<Instance> instances, OptionalLong complete) {
      instances.forEach(instance -> add(instance.service()));
      onChange.run();
      return TAKEN;
    }

    @Override
    public CompletionStage<?> onEvents(List<InstanceEvent> events) {
      events.forEach(event -> add(event.instance().service()));
      onChange.run();
      return TAKEN;
    }

    @Override
    public void onLost() {
      watch();
      onChange.run();
    }
  }
}
