package io.herald.soak;

import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.membership.Membership;
import io.herald.serverset.membership.MembershipState;
import io.herald.serverset.membership.ServerSet;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.time.Duration;
import java.util.Map;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a job through its lives: each a session and a member of its own, distinguished by
 * the port. For use by several threads.
 */
final class Instance {

  private static final int FIRST_PORT = 1024;

  private final String connectString;
  private final ServerSetPath path;
  private final Duration sessionTimeout;
  private final int shard;

  private @Nullable ZooKeeperConnection connection;
  private @Nullable Membership membership;
  private int life;

  Instance(String connectString, ServerSetPath path, Duration sessionTimeout, int shard) {
    this.connectString = connectString;
    this.path = path;
    this.sessionTimeout = sessionTimeout;
    this.shard = shard;
  }

  int shard() {
    return shard;
  }

  /**
   * @throws IllegalStateException if it is up: that life would go on unseen
   */
  synchronized void launch() {
    if (membership != null) {
      throw new IllegalStateException("instance " + shard + " is up already");
    }
    life++;
    connection =
        ZooKeeperConnection.open(
            ZooKeeperOptions.of(connectString).withSessionTimeout(sessionTimeout));
    Member member = Member.alive(new Endpoint("127.0.0.1", port()), Map.of(), shard);
    membership = new ServerSet(connection, path).join(member);
  }

  /**
   * Leaves, as before a task's first signal, and ends the session.
   *
   * @return whether ZooKeeper confirmed in time that the member is gone
   */
  synchronized boolean kill(Duration atMost) {
    if (membership == null || connection == null) {
      return true;
    }
    boolean confirmed = membership.leave(atMost);
    connection.close();
    membership = null;
    connection = null;
    return confirmed;
  }

  synchronized boolean isUp() {
    return membership != null;
  }

  /** Whether it says of itself that it is announced, over a living connection. */
  synchronized boolean isAnnounced() {
    return membership != null
        && connection != null
        && membership.state() instanceof MembershipState.Joined
        && connection.client().getZookeeperClient().isConnected();
  }

  /** Of its present life. */
  synchronized int port() {
    // A prime stride, so that lives of neighbours don't meet for long.
    return FIRST_PORT + Math.floorMod(shard * 307 + life * 7919, 60_000);
  }

  /** The client of the present session, if it has one. */
  synchronized @Nullable ZooKeeper session() throws Exception {
    return connection == null || !connection.client().getZookeeperClient().isConnected()
        ? null
        : connection.client().getZookeeperClient().getZooKeeper();
  }
}
