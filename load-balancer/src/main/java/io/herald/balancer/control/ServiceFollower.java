package io.herald.balancer.control;

import io.herald.runtime.text.Printable;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceEvent;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import io.herald.watch.Watch;
import io.herald.watch.WatchListener;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the controller with every instance and its changes, on the controller's thread. If it is so
 * slow that the log of changes leaves it behind, it begins with a snapshot again.
 */
final class ServiceFollower implements WatchListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServiceFollower.class);

  private final LiveServices services;
  private final Controller controller;
  private final Predicate<ServiceKey> balanced;
  private final Executor thread;
  private final Runnable changed;
  private volatile @Nullable Watch watch;
  private volatile boolean closed;
  private boolean inSnapshot;

  /**
   * Follows nothing yet.
   *
   * @param balanced of which services the controller hears
   * @param thread the controller's
   * @param changed called there when there is something to settle
   */
  ServiceFollower(
      LiveServices services,
      Controller controller,
      Predicate<ServiceKey> balanced,
      Executor thread,
      Runnable changed) {
    this.services = services;
    this.controller = controller;
    this.balanced = balanced;
    this.thread = thread;
    this.changed = changed;
  }

  /** On the controller's thread. */
  void follow() {
    inSnapshot = false;
    watch = services.watch(InstanceFilter.ALL, OptionalLong.empty(), this);
    if (closed) {
      close();
    }
  }

  @Override
  public CompletionStage<?> onSnapshot(List<Instance> instances, OptionalLong complete) {
    return CompletableFuture.runAsync(() -> takeSnapshot(instances, complete.isPresent()), thread);
  }

  private void takeSnapshot(List<Instance> instances, boolean whole) {
    if (!inSnapshot) {
      controller.beginSnapshot();
      inSnapshot = true;
    }
    instances.forEach(instance -> take(instance, false));
    if (whole) {
      inSnapshot = false;
      controller.endSnapshot();
      changed.run();
    }
  }

  /** What one instance has that nobody thought of is not to make us deaf to all others. */
  private void take(Instance instance, boolean removed) {
    if (!balanced.test(instance.service())) {
      return;
    }
    try {
      if (removed) {
        controller.remove(instance);
      } else {
        controller.put(instance);
      }
    } catch (RuntimeException e) {
      log.error(
          "task {} can't be read; it is balanced as it was before",
          Printable.of(instance.task().id()),
          e);
    }
  }

  @Override
  public CompletionStage<?> onEvents(List<InstanceEvent> events) {
    return CompletableFuture.runAsync(() -> takeEvents(events), thread);
  }

  private void takeEvents(List<InstanceEvent> events) {
    for (InstanceEvent event : events) {
      take(event.instance(), event.kind() == InstanceEvent.Kind.REMOVED);
    }
    if (!inSnapshot) {
      changed.run();
    }
  }

  @Override
  public void onLost() {
    log.warn(
        "the balancer is behind the changes of the cluster, and reads all of it again; if this"
            + " repeats, give the process more CPU");
    thread.execute(this::follow);
  }

  @Override
  public void close() {
    closed = true;
    Watch open = watch;
    if (open != null) {
      open.close();
    }
  }
}
