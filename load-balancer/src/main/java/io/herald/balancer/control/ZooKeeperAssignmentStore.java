package io.herald.balancer.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/**
 * Keeps them in one node of ZooKeeper, which all replicas share. Who writes says which version it
 * has read, so no replica overwrites what another one has just assigned.
 */
public final class ZooKeeperAssignmentStore implements AssignmentStore {

  /** Of what is to be created. */
  private static final long NONE = -1;

  /** A ZooKeeper server takes about a megabyte. */
  private static final int LARGEST = 1_000_000;

  private final CuratorFramework client;
  private final AutoCloseable connection;
  private final String path;
  private final List<ACL> acls;
  private final String what;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CuratorWatcher watcher = this::onEvent;
  private final ConnectionStateListener reconnected = this::onState;

  /**
   * In that node, which is made when there is something to keep.
   *
   * @param client started
   * @param connection closed with the store, and the client with it
   * @param path absolute, not the root
   * @param acls of the nodes that are made
   * @param what is kept, for people: "the addresses of VIPs"
   */
  public ZooKeeperAssignmentStore(
      CuratorFramework client, AutoCloseable connection, String path, List<ACL> acls, String what) {
    if (!path.matches("(/[^/]+)+")) {
      throw new IllegalArgumentException(
          "ZooKeeper path \""
              + path
              + "\": write an absolute path below the root, as in /herald/vips");
    }
    this.client = client;
    this.connection = connection;
    this.path = path;
    this.acls = List.copyOf(acls);
    this.what = what;
    client.getConnectionStateListenable().addListener(reconnected);
  }

  private void onEvent(WatchedEvent event) {
    listeners.forEach(Runnable::run);
  }

  private void onState(CuratorFramework of, ConnectionState state) {
    if (state == ConnectionState.RECONNECTED || state == ConnectionState.CONNECTED) {
      listeners.forEach(Runnable::run);
    }
  }

  @Override
  public Held read() throws IOException {
    try {
      awaitConnection();
      // Also told of its creation.
      if (client.checkExists().usingWatcher(watcher).forPath(path) == null) {
        return new Held(Optional.empty(), NONE);
      }
      Stat stat = new Stat();
      byte[] bytes = client.getData().storingStatIn(stat).usingWatcher(watcher).forPath(path);
      return bytes.length == 0
          ? new Held(Optional.empty(), stat.getVersion())
          : new Held(Optional.of(new String(bytes, UTF_8)), stat.getVersion());
    } catch (KeeperException.NoNodeException e) {
      return new Held(Optional.empty(), NONE);
    } catch (Exception e) {
      throw failed("read", e);
    }
  }

  @Override
  public boolean write(String text, long version) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length > LARGEST) {
      throw new IOException(
          place()
              + ": "
              + what
              + " can't be written: they take "
              + bytes.length
              + " bytes, and a ZooKeeper node holds "
              + LARGEST
              + "; give some of the services to another balancer with a node of its own");
    }
    try {
      awaitConnection();
      if (version == NONE) {
        client
            .create()
            .creatingParentsIfNeeded()
            .withMode(CreateMode.PERSISTENT)
            .withACL(acls, true)
            .forPath(path, bytes);
      } else {
        client.setData().withVersion(Math.toIntExact(version)).forPath(path, bytes);
      }
      return true;
    } catch (KeeperException.BadVersionException
        | KeeperException.NodeExistsException
        | KeeperException.NoNodeException e) {
      return false;
    } catch (Exception e) {
      throw failed("written", e);
    }
  }

  private void awaitConnection() throws IOException, InterruptedException {
    int most = client.getZookeeperClient().getConnectionTimeoutMs();
    if (!client.blockUntilConnected(most, TimeUnit.MILLISECONDS)) {
      throw new IOException("ZooKeeper can't be reached; check address and port");
    }
  }

  private IOException failed(String verb, Exception failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new InterruptedIOException("interrupted while " + place() + " was " + verb);
    }
    return new IOException(
        place() + ": " + what + " can't be " + verb + ": " + why(failure), failure);
  }

  private static String why(Exception failure) {
    if (failure instanceof KeeperException.NoAuthException) {
      return "ZooKeeper denies access; check the credentials and the ACLs of the node";
    }
    return failure instanceof KeeperException keeper
        ? "ZooKeeper answered " + keeper.code().name().toLowerCase(java.util.Locale.ROOT)
        : Reason.of(failure);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public String place() {
    return "ZooKeeper node " + path;
  }

  @Override
  public void close() {
    client.getConnectionStateListenable().removeListener(reconnected);
    try {
      connection.close();
    } catch (Exception e) {
      throw new IllegalStateException(place() + ": the connection can't be closed", e);
    }
  }
}
