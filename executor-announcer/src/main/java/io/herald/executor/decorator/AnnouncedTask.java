package io.herald.executor.decorator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Presence;
import io.herald.executor.health.HealthMonitor;
import io.herald.executor.health.HealthPlan;
import io.herald.executor.health.HealthState;
import io.herald.executor.lifecycle.ServicePlan;
import io.herald.executor.lifecycle.StopPlan;
import io.herald.executor.options.ExecutorOptions;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task of a wrapped executor: shown and hidden by the wrapped executor's updates and by its
 * health check. A failed check hides it and does no more; the wrapped executor decides whether it
 * goes on. Safe for use by several threads.
 */
final class AnnouncedTask {

  private static final Logger log = LoggerFactory.getLogger(AnnouncedTask.class);

  private final String id;
  private final ServicePlan plan;
  private final ExecutorOptions options;
  private final Path folder;
  private final Presence presence;
  private final CountDownLatch left = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  @GuardedBy("this")
  private boolean running;

  @GuardedBy("this")
  private boolean checkPasses;

  /** As the wrapped executor reports it. */
  @GuardedBy("this")
  private boolean reportedHealthy = true;

  @GuardedBy("this")
  private boolean leaving;

  @GuardedBy("this")
  private @Nullable HealthMonitor monitor;

  AnnouncedTask(
      String id, ServicePlan plan, ExecutorOptions options, Path folder, Announcer announcer) {
    this.id = id;
    this.plan = plan;
    this.options = options;
    this.folder = folder;
    this.presence = new Presence(announcer, options.announcePolicy());
    this.checkPasses = plan.health().isEmpty();
  }

  /** It was handed to the wrapped executor. */
  synchronized void launched() {
    presence.started();
  }

  /**
   * The wrapped executor reports that it runs.
   *
   * @param healthy its reported health; true if none is reported
   */
  synchronized void running(boolean healthy) {
    if (leaving) {
      return;
    }
    reportedHealthy = healthy;
    if (!running) {
      running = true;
      plan.health().map(HealthPlan::neverFailing).ifPresent(this::check);
    }
    show();
  }

  /** The wrapped executor reports that it has ended. Waits briefly until its member is gone. */
  void ended() throws InterruptedException {
    ended.countDown();
    leave(plan.stopPlan().withoutDrain());
  }

  /**
   * Waits until its member is gone and the drain time has passed. A second caller waits for the
   * first, but not longer than its own steps take.
   */
  void leave(StopPlan steps) throws InterruptedException {
    if (!begin()) {
      if (!left.await(steps.leave().plus(steps.drain()).toNanos(), TimeUnit.NANOSECONDS)) {
        log.debug("{}: its end goes on while it drains", id);
      }
      return;
    }
    try {
      boolean drains = presence.shown();
      presence.leave(steps.leave());
      if (drains && ended.await(steps.drain().toNanos(), TimeUnit.NANOSECONDS)) {
        log.debug("{} ended before its drain did", id);
      }
    } finally {
      left.countDown();
    }
  }

  StopPlan stopPlan() {
    return plan.stopPlan();
  }

  private synchronized boolean begin() {
    if (leaving) {
      return false;
    }
    leaving = true;
    if (monitor != null) {
      monitor.close();
    }
    return true;
  }

  @GuardedBy("this")
  private void check(HealthPlan health) {
    monitor =
        new HealthMonitor(
            health.settings(), health.check(), folder, options.earlyCheckInterval(), this::checked);
    monitor.start();
  }

  private synchronized void checked(HealthState health) {
    if (!leaving && checkPasses != health.healthy()) {
      checkPasses = health.healthy();
      log.info("{} is {}", id, checkPasses ? "healthy" : "not healthy: " + health.reason());
      show();
    }
  }

  @GuardedBy("this")
  private void show() {
    presence.running(checkPasses && reportedHealthy);
  }
}
