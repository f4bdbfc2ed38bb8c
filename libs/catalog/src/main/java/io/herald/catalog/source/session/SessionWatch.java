package io.herald.catalog.source.session;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.ZooKeeperSession;
import io.herald.catalog.ZooKeeperSession.State;
import java.time.Clock;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;

/** Follows a session by what Curator says of it. Curator's thread tells; any thread may read. */
public final class SessionWatch implements ConnectionStateListener {

  private final Clock clock;
  private volatile ZooKeeperSession session;

  /**
   * A session that is asked for from now on.
   *
   * @param servers for readers; no secret
   */
  public SessionWatch(String servers, Clock clock) {
    this.clock = requireNonNull(clock, "clock");
    this.session = new ZooKeeperSession(servers, State.CONNECTING, clock.instant());
  }

  @Override
  public void stateChanged(CuratorFramework client, ConnectionState state) {
    changed(state);
  }

  /** Takes what Curator says. */
  public void changed(ConnectionState state) {
    session = new ZooKeeperSession(session.servers(), stateOf(state), clock.instant());
  }

  private static State stateOf(ConnectionState state) {
    return switch (state) {
      case CONNECTED, RECONNECTED, READ_ONLY -> State.CONNECTED;
      case SUSPENDED -> State.SUSPENDED;
      case LOST -> State.LOST;
    };
  }

  /** As it stands. */
  public ZooKeeperSession now() {
    return session;
  }
}
