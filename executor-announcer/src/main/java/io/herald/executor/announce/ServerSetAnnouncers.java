package io.herald.executor.announce;

import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.StaleMemberPolicy;
import io.herald.serverset.zookeeper.AuthFileException;
import io.herald.serverset.zookeeper.ConnectString;
import io.herald.serverset.zookeeper.ZooKeeperAuth;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Announcers that are members of a ServerSet, over one connection to ZooKeeper.
 *
 * <p>The connection is opened with the first announcer; without one there is none. For use by one
 * thread.
 */
public final class ServerSetAnnouncers implements Announcers {

  private final Optional<ZooKeeperOptions> ensemble;
  private final boolean weights;
  private final StaleMemberPolicy staleMembers;
  private @Nullable ZooKeeperConnection connection;

  private ServerSetAnnouncers(
      Optional<ZooKeeperOptions> ensemble, boolean weights, StaleMemberPolicy staleMembers) {
    this.ensemble = ensemble;
    this.weights = weights;
    this.staleMembers = staleMembers;
  }

  /**
   * Reads the options and the auth file that they name.
   *
   * @throws IllegalArgumentException with a sentence, if the ensemble's address or the auth file is
   *     not usable
   */
  public static ServerSetAnnouncers of(ExecutorOptions options) {
    return new ServerSetAnnouncers(
        options.announcerEnsemble().map(text -> read(text, options)),
        options.announcerWeights(),
        options.staleMembers());
  }

  @Override
  public Announcer of(AnnounceRequest announcement) {
    if (ensemble.isEmpty()) {
      return Announcer.none();
    }
    if (connection == null) {
      connection = ZooKeeperConnection.open(ensemble.get());
    }
    return new ServerSetAnnouncer(connection, announcement, weights, staleMembers);
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
  }

  private static ZooKeeperOptions read(String text, ExecutorOptions options) {
    ConnectString servers;
    try {
      servers = ConnectString.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--announcer-ensemble: " + e.getMessage(), e);
    }
    ZooKeeperAuth auth = ZooKeeperAuth.NONE;
    if (options.zookeeperAuthConfig().isPresent()) {
      try {
        auth = ZooKeeperAuth.read(options.zookeeperAuthConfig().get());
      } catch (AuthFileException e) {
        throw new IllegalArgumentException(
            "--announcer-zookeeper-auth-config: " + e.getMessage(), e);
      }
    }
    return new ZooKeeperOptions(servers, auth, options.zookeeperSessionTimeout());
  }
}
