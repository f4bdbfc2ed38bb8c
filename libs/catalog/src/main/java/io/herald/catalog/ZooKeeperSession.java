package io.herald.catalog;

import java.time.Instant;

/**
 * A source's session with ZooKeeper, as this process knows it.
 *
 * @param servers as configured; no secret
 * @param since when it came to stand so
 */
public record ZooKeeperSession(String servers, State state, Instant since) {

  /** How it stands. */
  public enum State {
    /** There has been none yet. */
    CONNECTING,
    /** It is there. */
    CONNECTED,
    /** The connection is lost; the session may still be there. */
    SUSPENDED,
    /** No server was heard for as long as a session lasts; another one is asked for. */
    LOST
  }
}
