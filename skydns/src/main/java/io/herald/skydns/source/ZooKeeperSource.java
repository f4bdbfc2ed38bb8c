package io.herald.skydns.source;

import io.herald.runtime.threads.NamedScheduler;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.serverset.zookeeper.ZooKeeperReason;
import io.herald.skydns.message.SkydnsTree;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys as nodes of ZooKeeper: a node with data is a key, one without is a folder. One watch of
 * the whole tree tells what changes (ZooKeeper 3.6 or newer); after each connection all is read
 * again, as a watch tells nothing of the time without one. Works on one thread; has no leases.
 */
public final class ZooKeeperSource implements KeySource {

  private static final Logger log = LoggerFactory.getLogger(ZooKeeperSource.class);

  private static final long RETRY_SECONDS = 5;

  private final ZooKeeperOptions options;
  private final SkydnsTree tree;

  /** What came after the close is of no interest. */
  private final NamedScheduler work =
      new NamedScheduler("skydns-zk", new ThreadPoolExecutor.DiscardPolicy());

  private final Watcher watcher = this::changed;

  /** The revision of each key that was told. Used by the worker alone. */
  private final Map<String, Long> told = new HashMap<>();

  private volatile @Nullable KeySink sink;
  private volatile @Nullable ZooKeeperConnection connection;

  public ZooKeeperSource(ZooKeeperOptions options, SkydnsTree tree) {
    this.options = options;
    this.tree = tree;
  }

  @Override
  public void start(KeySink told) {
    sink = told;
    work.execute(() -> connection = ZooKeeperConnection.open(options, this::connectionChanged));
  }

  /** A node of ZooKeeper lives as long as its session, of which no time is known. */
  @Override
  public long seconds(long lease) {
    return 0;
  }

  private void connectionChanged(CuratorFramework client, ConnectionState state) {
    if (state.isConnected()) {
      work.execute(this::readAll);
    } else {
      work.execute(() -> heard().stale("ZooKeeper at " + options.servers() + " can't be reached"));
    }
  }

  private void changed(WatchedEvent event) {
    String path = event.getPath();
    if (event.getType() != Watcher.Event.EventType.None && path != null) {
      work.execute(() -> readOne(path));
    }
  }

  private KeySink heard() {
    KeySink present = sink;
    if (present == null) {
      throw new IllegalStateException("the source was not started");
    }
    return present;
  }

  private ZooKeeper zooKeeper() throws Exception {
    ZooKeeperConnection present = connection;
    if (present == null) {
      throw new IOException("there is no connection");
    }
    return present.client().getZookeeperClient().getZooKeeper();
  }

  /** The watch comes first, so that what changes meanwhile is read once more. */
  private void readAll() {
    try {
      ZooKeeper zooKeeper = zooKeeper();
      zooKeeper.addWatch(tree.prefix(), watcher, AddWatchMode.PERSISTENT_RECURSIVE);
      Set<String> gone = new HashSet<>(told.keySet());
      read(zooKeeper, tree.prefix(), gone);
      gone.forEach(this::remove);
      heard().complete();
      heard().current();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // Curator declares no less
      failed(e);
    }
  }

  private void read(ZooKeeper zooKeeper, String path, Set<String> gone)
      throws KeeperException, InterruptedException {
    List<String> children;
    try {
      if (!path.equals(tree.prefix())) {
        readNode(zooKeeper, path, gone);
      }
      children = zooKeeper.getChildren(path, false);
    } catch (KeeperException.NoNodeException e) {
      return; // its removal is told by the watch, too
    }
    for (String child : children) {
      read(zooKeeper, path + "/" + child, gone);
    }
  }

  private void readNode(ZooKeeper zooKeeper, String path, Set<String> gone)
      throws KeeperException, InterruptedException {
    Stat stat = new Stat();
    byte[] data = zooKeeper.getData(path, false, stat);
    if (data == null || data.length == 0) {
      return;
    }
    gone.remove(path);
    Long known = told.put(path, stat.getMzxid());
    if (known == null || known != stat.getMzxid()) {
      heard().put(path, data, 0);
    }
  }

  private void readOne(String path) {
    if (path.equals(tree.prefix())) {
      return;
    }
    Set<String> gone = new HashSet<>(Set.of(path));
    try {
      readNode(zooKeeper(), path, gone);
      gone.forEach(this::remove); // it has no data any more
    } catch (KeeperException.NoNodeException e) {
      remove(path);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // Curator declares no less
      failed(e);
    }
  }

  private void remove(String path) {
    if (told.remove(path) != null) {
      heard().remove(path);
    }
  }

  /** Without a connection the next one begins anew; what is refused is tried again. */
  private void failed(Exception failure) {
    String reason = ZooKeeperReason.of(failure);
    log.warn("SkyDNS' keys can't be read from {}: {}", options.servers(), reason);
    heard().stale(reason);
    var unused = work.schedule(this::readAll, RETRY_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    work.shutdownNow();
    try {
      var unused = work.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ZooKeeperConnection last = connection;
    if (last != null) {
      last.close();
    }
  }
}
