package io.herald.dns.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.follow.ClusterFollower;
import io.herald.catalog.follow.FollowSettings;
import io.herald.dns.config.DnsConfig;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a new configuration needs, made beside what is in force: its serving state, its sockets, and
 * if it follows another cluster, that. It waits until it knows the cluster; then it takes over, or
 * is cancelled. Used under its owner's lock.
 */
final class PendingReload {

  private static final long LOOK_EVERY_MILLIS = 50;

  private final ClusterFollower cluster;
  private final boolean ownCluster;
  private final ServingState serving;
  private final Sockets.Moves sockets;
  private final ScheduledExecutorService housekeeping;

  @GuardedBy("this")
  private @Nullable Future<?> watch;

  /**
   * Makes all of it.
   *
   * @throws IOException if an address can't be listened on
   * @throws IllegalArgumentException if a file or host of the configuration can't be used; in both
   *     cases nothing is left open
   */
  PendingReload(DnsConfig config, ServingState now, Sockets sockets, ProcessScope scope)
      throws IOException {
    this.housekeeping = scope.housekeeping();
    FollowSettings following = config.follow();
    this.ownCluster = !now.cluster().follows(following);
    this.cluster =
        ownCluster
            ? ClusterFollower.open(following.withoutSnapshot(), scope.following())
            : now.cluster();
    try {
      this.serving = new ServingState(config, cluster, now, scope);
    } catch (RuntimeException e) {
      closeOwnCluster();
      throw e;
    }
    try {
      serving.load();
      this.sockets = sockets.prepare(config);
    } catch (IOException | RuntimeException e) {
      closeAll();
      throw e;
    }
    if (ownCluster) {
      cluster.start();
    }
  }

  ServingState serving() {
    return serving;
  }

  boolean isReady() {
    return serving.isReady();
  }

  /** Runs this once it is ready, in a thread of its own: it compares whole zones. */
  synchronized void whenReady(Runnable then) {
    watch =
        housekeeping.scheduleWithFixedDelay(
            () -> lookIfReady(then), LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void lookIfReady(Runnable then) {
    if (watch != null && isReady()) {
      stopWatching();
      Threads.daemon("dns-reload", then).start();
    }
  }

  private synchronized void stopWatching() {
    if (watch != null) {
      watch.cancel(false);
      watch = null;
    }
  }

  /**
   * Moves to the new sockets.
   *
   * @throws IOException if one can't be opened where the old one is
   */
  void makeMoves() throws IOException {
    stopWatching();
    sockets.make();
  }

  /** Closes what was made. */
  void cancel() {
    stopWatching();
    sockets.cancel();
    closeAll();
  }

  private void closeAll() {
    serving.close();
    closeOwnCluster();
  }

  private void closeOwnCluster() {
    if (ownCluster) {
      cluster.close();
    }
  }
}
