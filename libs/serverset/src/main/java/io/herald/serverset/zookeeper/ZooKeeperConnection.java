package io.herald.serverset.zookeeper;

import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.BoundedExponentialBackoffRetry;

/**
 * One client of a ZooKeeper ensemble, and so one session at a time. Safe for any thread.
 *
 * <p>{@link #open} returns at once, whether ZooKeeper is there or not; the client connects,
 * reconnects and renews an expired session by itself for as long as it is open. {@link #close} ends
 * the session, so that its ephemeral nodes go at once.
 */
public final class ZooKeeperConnection implements AutoCloseable {

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  private final ZooKeeperOptions options;
  private final CuratorFramework client;

  private ZooKeeperConnection(ZooKeeperOptions options, CuratorFramework client) {
    this.options = options;
    this.client = client;
  }

  public static ZooKeeperConnection open(ZooKeeperOptions options) {
    ZooKeeperAuth auth =
        options.servers().digest().map(options.auth()::with).orElseGet(options::auth);
    int session = Math.toIntExact(options.sessionTimeout().toMillis());
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(options.servers().forClient())
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
    client.start();
    return new ZooKeeperConnection(options, client);
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
