package io.herald.serverset.monitor;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.herald.runtime.retry.Backoff;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every ServerSet at and below a root and reports changes to a {@link ServerSetListener}.
 *
 * <p>Promise: a member is reported once, as soon as ZooKeeper reports it, and removed only when
 * ZooKeeper says so (a lost connection or session changes nothing, the differences come after the
 * reconnection); a path that is not there is waited for. Data is read once per node name, as other
 * readers do.
 *
 * <p>How: one child watch per folder and reads in flight at once up to a bound. (Not CuratorCache:
 * it needs recursive watches for this, which ZooKeeper has since 3.6, keeps every node's bytes and
 * reads all of them again after a reconnection.) Every event only leads to a list being read again,
 * so that a watch too many does no harm; a slow clock reads all lists again for watches too few.
 */
public final class ServerSetMonitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerSetMonitor.class);
  private static final Duration READ_AGAIN = Duration.ofMinutes(5);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration MAX_RETRY = Duration.ofSeconds(30);

  private final CuratorFramework client;
  private final ServerSetPath root;
  private final ServerSetListener listener;
  private final NamedScheduler thread;
  private final Watcher watcher = this::watched;
  private final ConnectionStateListener connectionListener = this::connectionChanged;

  // Of the monitor's thread alone.
  private final SetSnapshot snapshot;
  private final Set<ServerSetPath> refused = new HashSet<>();
  private final Backoff backoff = new Backoff(FIRST_RETRY, MAX_RETRY);
  private ReadRound round;
  private boolean connected;
  private @Nullable ScheduledFuture<?> retry;

  private ServerSetMonitor(
      ZooKeeperConnection connection, ServerSetPath root, ServerSetListener listener) {
    this.client = connection.client();
    this.root = root;
    this.listener = listener;
    this.snapshot = new SetSnapshot(root, listener);
    this.thread = new NamedScheduler("serverset monitor " + root);
    thread.setRemoveOnCancelPolicy(true);
    this.round = newRound();
  }

  /** Follows every set at or below this path, also those that come to be. */
  public static ServerSetMonitor ofTree(
      ZooKeeperConnection connection, ServerSetPath root, ServerSetListener listener) {
    return started(new ServerSetMonitor(connection, root, listener));
  }

  /** Stops; the listener is not called any more. The connection stays open. */
  @Override
  public void close() {
    client.getConnectionStateListenable().removeListener(connectionListener);
    thread.shutdownNow();
    try {
      // A call of the listener may finish. One that closes the monitor does not wait for itself:
      // the shutdown has interrupted it.
      if (!thread.awaitTermination(5, SECONDS)) {
        LOG.warn("{}: the monitor's listener does not return", root);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ServerSetMonitor started(ServerSetMonitor monitor) {
    monitor.client.getConnectionStateListenable().addListener(monitor.connectionListener);
    long again = READ_AGAIN.toNanos();
    // Ends with the thread.
    ScheduledFuture<?> unusedClock =
        monitor.thread.scheduleWithFixedDelay(monitor::readAgain, again, again, NANOSECONDS);
    monitor.thread.execute(monitor::readAll);
    return monitor;
  }

  private void connectionChanged(CuratorFramework curator, ConnectionState state) {
    submit(state.isConnected() ? this::readAll : this::disconnected);
  }

  private void watched(WatchedEvent event) {
    // Events without a node concern the connection; the other listener handles them.
    if (event.getType() != Watcher.Event.EventType.None) {
      submit(() -> list(new ServerSetPath(event.getPath()), false));
    }
  }

  private void submit(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: the monitor is closed", root);
    }
  }

  private void disconnected() {
    if (connected && !client.getZookeeperClient().isConnected()) {
      connected = false;
      LOG.warn("{}: the connection to ZooKeeper is lost; keeping what was read", root);
      snapshot.report(() -> listener.connected(false));
    }
  }

  private void readAgain() {
    if (round.isIdle()) {
      readAll();
    }
  }

  /** Reads every list again, and the data of what is new. */
  private void readAll() {
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
    if (!client.getZookeeperClient().isConnected()) {
      return; // its return is an event
    }
    if (!connected) {
      connected = true;
      LOG.info("{}: connected to ZooKeeper, reading", root);
      snapshot.report(() -> listener.connected(true));
    }
    round.abandon();
    round = newRound();
    snapshot.touched();
    list(root, true);
  }

  private ReadRound newRound() {
    return new ReadRound(client, this::submit, this::allRead);
  }

  private void allRead() {
    if (round.isComplete()) {
      backoff.succeeded();
      snapshot.settle();
    } else if (retry == null) {
      retry = thread.schedule(this::readAll, backoff.failed().toMillis(), MILLISECONDS);
    }
  }

  /**
   * Reads the list of a folder's children.
   *
   * @param deep also those of the folders below that are known already
   */
  private void list(ServerSetPath path, boolean deep) {
    round.children(path, watcher, (code, names, stat) -> listed(path, deep, code, names, stat));
  }

  private void listed(
      ServerSetPath path,
      boolean deep,
      Code code,
      @Nullable List<String> names,
      @Nullable Stat stat) {
    switch (code) {
      case OK -> {
        if (refused.remove(path)) {
          LOG.info("{}: ZooKeeper grants access again", path);
          snapshot.report(() -> listener.readable(path, true));
        }
        SetSnapshot.Difference found =
            snapshot.listed(path, requireNonNull(stat).getCzxid(), requireNonNull(names), deep);
        found.members().forEach(name -> fetch(path, name));
        found.folders().forEach(name -> list(path.child(name), true));
      }
      case NONODE -> {
        if (refused.remove(path)) {
          snapshot.report(() -> listener.readable(path, true));
        }
        snapshot.gone(path);
        if (path.equals(root)) {
          awaitRoot();
        }
      }
      case NOAUTH -> {
        if (refused.add(path)) {
          LOG.warn("{}: ZooKeeper denies access; its sets stay as they were", path);
          snapshot.report(() -> listener.readable(path, false));
        }
      }
      default -> round.failed(path, code);
    }
  }

  private void awaitRoot() {
    round.exists(
        root,
        watcher,
        code -> {
          if (code == Code.OK) {
            list(root, true); // made since it was listed
          } else if (code != Code.NONODE) {
            round.failed(root, code);
          }
        });
  }

  private void fetch(ServerSetPath group, String name) {
    round.data(group.child(name), (code, data) -> fetched(group, name, code, data));
  }

  private void fetched(ServerSetPath group, String name, Code code, byte @Nullable [] data) {
    switch (code) {
      case OK -> snapshot.read(group, name, data == null ? new byte[0] : data);
      case NONODE -> snapshot.vanished(group, name);
      case NOAUTH -> snapshot.unreadable(group, name);
      default -> round.failed(group, code);
    }
  }
}
