package io.herald.serverset.zookeeper;

import io.herald.serverset.member.ServerSetPath;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.curator.retry.BoundedExponentialBackoffRetry;
import org.apache.zookeeper.KeeperException;

/**
 * One client of a ZooKeeper ensemble, and so one session at a time. Safe for any thread.
 *
 * <p>{@link #open} returns at once, whether ZooKeeper is there or not; the client connects,
 * reconnects and renews an expired session by itself for as long as it is open. {@link #close} ends
 * the session, so that its ephemeral nodes go at once.
 */
public final class ZooKeeperConnection implements AutoCloseable {

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
  private static final ServerSetPath ROOT = new ServerSetPath("/");

  private final ZooKeeperOptions options;
  private final CuratorFramework client;

  private ZooKeeperConnection(ZooKeeperOptions options, CuratorFramework client) {
    this.options = options;
    this.client = client;
  }

  public static ZooKeeperConnection open(ZooKeeperOptions options) {
    return open(options, (client, state) -> {});
  }

  /**
   * The same.
   *
   * @param listener hears of the connection from its beginning on, in a thread of Curator's
   */
  public static ZooKeeperConnection open(
      ZooKeeperOptions options, ConnectionStateListener listener) {
    CuratorFramework client = newClient(options);
    client.getConnectionStateListenable().addListener(listener);
    client.start();
    return new ZooKeeperConnection(options, client);
  }

  private static CuratorFramework newClient(ZooKeeperOptions options) {
    ZooKeeperAuth auth =
        options.servers().digest().map(options.auth()::with).orElseGet(options::auth);
    int session = Math.toIntExact(options.sessionTimeout().toMillis());
    return CuratorFrameworkFactory.builder()
        .connectString(options.servers().forClient())
        .zkClientConfig(new ClientSettings())
        .sessionTimeoutMs(session)
        .connectionTimeoutMs(Math.min(session, Math.toIntExact(CONNECTION_TIMEOUT.toMillis())))
        // For what is read through Curator. Memberships and monitors retry by themselves.
        .retryPolicy(new BoundedExponentialBackoffRetry(100, 2000, 3))
        // The servers are those that were named, not those that the ensemble calls itself by:
        // these need not be reachable from here.
        .ensembleTracker(false)
        .authorization(
            auth.credentials().isEmpty()
                ? List.of()
                : auth.credentials().stream().map(Credential::forClient).toList())
        .build();
  }

  /**
   * Makes the chroot, and all above it, where it is missing; with a client of its own, since this
   * one sees nothing above. For writers; a reader waits for it.
   */
  public void makeChroot() throws KeeperException, InterruptedException {
    ConnectString servers = options.servers();
    ServerSetPath chroot = servers.chroot();
    if (chroot.equals(ROOT)) {
      return;
    }
    ZooKeeperOptions wholeTree =
        new ZooKeeperOptions(
            new ConnectString(servers.servers(), ROOT, servers.digest()),
            options.auth(),
            options.sessionTimeout());
    try (CuratorFramework whole = newClient(wholeTree)) {
      whole.start();
      if (!whole.blockUntilConnected(
          Math.toIntExact(CONNECTION_TIMEOUT.toMillis()), TimeUnit.MILLISECONDS)) {
        throw new KeeperException.ConnectionLossException();
      }
      new PersistentNodes(acls()).make(CurrentSession.of(whole), chroot.value());
    }
  }

  /** A read through Curator, which declares Exception. */
  @FunctionalInterface
  public interface Read<T> {
    T from(CuratorFramework client) throws Exception;
  }

  /**
   * Reads once, as soon as there is a connection. Blocks for the time-out of a connection at most.
   *
   * @param path what is read, for the sentence of a failure
   * @return empty if a node does not exist
   * @throws IOException with a sentence, if ZooKeeper can't be reached or denies access
   */
  public <T> Optional<T> read(ServerSetPath path, Read<T> read) throws IOException {
    try {
      if (!client.blockUntilConnected(
          client.getZookeeperClient().getConnectionTimeoutMs(), TimeUnit.MILLISECONDS)) {
        throw new IOException(this + " can't be reached; check address and port");
      }
      return Optional.of(read.from(client));
    } catch (KeeperException.NoNodeException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + path + " was read");
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(path + " can't be read: " + ZooKeeperReason.of(e), e);
    }
  }

  /** Started; closed by {@link #close} only. */
  public CuratorFramework client() {
    return client;
  }

  /** What new nodes get. */
  public NodeAcls acls() {
    return options.auth().acls();
  }

  /** Ends the session and waits until ZooKeeper said so, or is not to be reached. */
  @Override
  public void close() {
    client.close();
  }

  /** The servers; no secret. */
  @Override
  public String toString() {
    return "ZooKeeper at " + options.servers();
  }
}
