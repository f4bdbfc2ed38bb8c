package io.herald.serverset.monitor;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.herald.runtime.threads.NamedScheduler;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.RetryDelay;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one ServerSet, or all below a root, and tells a {@link ServerSetListener} what changes.
 *
 * <p>Promise: members are told as soon as ZooKeeper tells of them, each once; nothing is told to be
 * gone unless ZooKeeper said so (a lost connection or session changes nothing, the differences come
 * after the reconnection); a path that is not there is waited for. Data is read once per node name,
 * as other readers do.
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
  private final ScheduledThreadPoolExecutor thread;
  private final Watcher watcher = this::watched;
  private final ConnectionStateListener connectionListener = this::connectionChanged;

  // Of the monitor's thread alone.
  private final SetSnapshot picture;
  private final Set<ServerSetPath> refused = new HashSet<>();
  private final RetryDelay retryDelay = new RetryDelay(FIRST_RETRY, MAX_RETRY);
  private Reads reads = new Reads(this::allRead);
  private boolean complete;
  private boolean connected;
  private @Nullable ScheduledFuture<?> retry;

  private ServerSetMonitor(
      ZooKeeperConnection connection,
      ServerSetPath root,
      boolean wholeTree,
      ServerSetListener listener) {
    this.client = connection.client();
    this.root = root;
    this.listener = listener;
    this.picture = new SetSnapshot(root, wholeTree, listener);
    this.thread = new NamedScheduler("serverset monitor " + root);
    thread.setRemoveOnCancelPolicy(true);
  }

  /** Follows the set at exactly this path. */
  public static ServerSetMonitor ofGroup(
      ZooKeeperConnection connection, ServerSetPath group, ServerSetListener listener) {
    return started(new ServerSetMonitor(connection, group, false, listener));
  }

  /** Follows every set at or below this path, also those that come to be. */
  public static ServerSetMonitor ofTree(
      ZooKeeperConnection connection, ServerSetPath root, ServerSetListener listener) {
    return started(new ServerSetMonitor(connection, root, true, listener));
  }

  /** Stops; the listener is told nothing more. The connection stays open. */
  @Override
  public void close() {
    client.getConnectionStateListenable().removeListener(connectionListener);
    thread.shutdownNow();
    try {
      // A listener that is just being told something may finish; not if it is it that closes.
      if (!Thread.currentThread().getName().equals("serverset monitor " + root)
          && !thread.awaitTermination(5, SECONDS)) {
        LOG.warn("{}: the listener of the monitor does not return", root);
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
    // Events without a node are the connection's, which the other listener hears.
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
      LOG.warn("{}: the connection to ZooKeeper is lost; what was read stands", root);
      picture.tell(() -> listener.connected(false));
    }
  }

  private void readAgain() {
    if (reads.isIdle()) {
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
      picture.tell(() -> listener.connected(true));
    }
    // Answers to what was asked before are not waited for and not listened to.
    reads = new Reads(this::allRead);
    complete = true;
    picture.touched();
    list(root, true);
  }

  private void allRead() {
    if (complete) {
      retryDelay.reset();
      picture.settle();
    } else if (retry == null) {
      retry = thread.schedule(this::readAll, retryDelay.nextMillis(), MILLISECONDS);
    }
  }

  /**
   * Reads the list of a folder's children.
   *
   * @param deep also those of the folders below that are known already
   */
  private void list(ServerSetPath path, boolean deep) {
    Reads current = reads;
    current.add(
        () -> {
          ZooKeeper zooKeeper = handle(current);
          if (zooKeeper != null) {
            zooKeeper.getChildren(
                path.value(),
                watcher,
                (rc, p, context, names, stat) ->
                    answered(current, () -> listed(path, deep, Code.get(rc), names, stat)),
                null);
          }
        });
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
          LOG.info("{}: ZooKeeper lets us read it", path);
          picture.tell(() -> listener.readable(path, true));
        }
        SetSnapshot.Difference found =
            picture.listed(path, requireNonNull(stat).getCzxid(), requireNonNull(names), deep);
        found.members().forEach(name -> fetch(path, name));
        found.folders().forEach(name -> list(path.child(name), true));
      }
      case NONODE -> {
        if (refused.remove(path)) {
          picture.tell(() -> listener.readable(path, true));
        }
        picture.gone(path);
        if (path.equals(root)) {
          awaitRoot();
        }
      }
      case NOAUTH -> {
        if (refused.add(path)) {
          LOG.warn("{}: ZooKeeper refuses to let us read it; its sets stay as they were", path);
          picture.tell(() -> listener.readable(path, false));
        }
      }
      default -> failed(path, code);
    }
  }

  private void awaitRoot() {
    Reads current = reads;
    current.add(
        () -> {
          ZooKeeper zooKeeper = handle(current);
          if (zooKeeper != null) {
            zooKeeper.exists(
                root.value(),
                watcher,
                (rc, p, context, stat) ->
                    answered(
                        current,
                        () -> {
                          if (Code.get(rc) == Code.OK) {
                            list(root, true); // made since it was listed
                          } else if (Code.get(rc) != Code.NONODE) {
                            failed(root, Code.get(rc));
                          }
                        }),
                null);
          }
        });
  }

  private void fetch(ServerSetPath group, String name) {
    Reads current = reads;
    current.add(
        () -> {
          ZooKeeper zooKeeper = handle(current);
          if (zooKeeper != null) {
            zooKeeper.getData(
                group.child(name).value(),
                false,
                (rc, p, context, data, stat) ->
                    answered(current, () -> fetched(group, name, Code.get(rc), data)),
                null);
          }
        });
  }

  private void fetched(ServerSetPath group, String name, Code code, byte @Nullable [] data) {
    switch (code) {
      case OK -> picture.read(group, name, data == null ? new byte[0] : data);
      case NONODE -> picture.vanished(group, name);
      case NOAUTH -> picture.unreadable(group, name);
      default -> failed(group, code);
    }
  }

  private void failed(ServerSetPath path, Code code) {
    complete = false;
    LOG.debug("{}: {} while reading; reading again", path, code);
  }

  /** The client of the present session; null if there is none, and the read counts as failed. */
  private @Nullable ZooKeeper handle(Reads current) {
    try {
      return client.getZookeeperClient().getZooKeeper();
    } catch (Exception e) {
      // Curator declares Exception: any of them means that there is no connection to ask.
      LOG.debug("{}: no connection to ZooKeeper", root, e);
      submit(
          () -> {
            if (current == reads) {
              failed(root, new KeeperException.ConnectionLossException().code());
              current.done();
            }
          });
      return null;
    }
  }

  private void answered(Reads current, Runnable work) {
    submit(
        () -> {
          if (current == reads) {
            work.run();
            current.done();
          }
        });
  }
}
