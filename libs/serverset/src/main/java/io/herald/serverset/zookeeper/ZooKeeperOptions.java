package io.herald.serverset.zookeeper;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How to connect.
 *
 * @param servers where the ensemble is
 * @param auth credentials and ACLs
 * @param sessionTimeout how long a silent client keeps its members: 1 s to 1 h; ZooKeeper's server
 *     has its own bounds (2 to 20 of its ticks) and may grant another
 */
public record ZooKeeperOptions(ConnectString servers, ZooKeeperAuth auth, Duration sessionTimeout) {

  public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(10);

  /**
   * @throws IllegalArgumentException if the session time-out is out of range
   */
  public ZooKeeperOptions {
    requireNonNull(servers, "servers");
    requireNonNull(auth, "auth");
    if (sessionTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || sessionTimeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "the ZooKeeper session time-out is " + sessionTimeout + "; it must be 1 s to 1 h");
    }
  }

  /**
   * No authentication beyond what the address holds, open ACLs, ten seconds of session time-out.
   *
   * @throws IllegalArgumentException as {@link ConnectString#parse}
   */
  public static ZooKeeperOptions of(String connectString) {
    return new ZooKeeperOptions(
        ConnectString.parse(connectString), ZooKeeperAuth.NONE, DEFAULT_SESSION_TIMEOUT);
  }

  public ZooKeeperOptions withAuth(ZooKeeperAuth other) {
    return new ZooKeeperOptions(servers, other, sessionTimeout);
  }

  public ZooKeeperOptions withSessionTimeout(Duration other) {
    return new ZooKeeperOptions(servers, auth, other);
  }
}
