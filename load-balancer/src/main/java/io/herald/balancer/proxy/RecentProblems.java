package io.herald.balancer.proxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.balancer.plane.PlaneProblem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine has lacked within the last minute: such problems come with traffic and aren't
 * told when they are over. Safe for any thread.
 */
final class RecentProblems {

  private static final Logger log = LoggerFactory.getLogger(RecentProblems.class);
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ScheduledExecutorService scheduler;
  private final Runnable changed;

  @GuardedBy("this")
  private String last = "";

  @GuardedBy("this")
  private long at;

  /**
   * @param changed is called when one comes, and when it is forgotten
   */
  RecentProblems(ScheduledExecutorService scheduler, Runnable changed) {
    this.scheduler = scheduler;
    this.changed = changed;
  }

  /** It has come up once more; what came before is forgotten. */
  void add(String what) {
    synchronized (this) {
      boolean known = !last.isEmpty();
      at = System.nanoTime();
      if (known) {
        return;
      }
      last = what;
    }
    log.warn("{}", what);
    var unused = scheduler.schedule(this::forget, KEPT_NANOS, TimeUnit.NANOSECONDS);
    changed.run();
  }

  private void forget() {
    synchronized (this) {
      long left = KEPT_NANOS - (System.nanoTime() - at);
      if (left > 0) {
        var unused = scheduler.schedule(this::forget, left, TimeUnit.NANOSECONDS);
        return;
      }
      last = "";
    }
    changed.run();
  }

  synchronized List<PlaneProblem> problems() {
    return last.isEmpty() ? List.of() : List.of(new PlaneProblem(Optional.empty(), last));
  }
}
