package io.herald.balancer.proxy.choice;

import java.util.Locale;

/** How a connection to a backend failed to come about. */
public enum ConnectFailure {
  /** Nothing listens there. */
  REFUSED,
  /** No answer within the connect time-out. */
  TIMED_OUT,
  /** No way leads there. */
  UNREACHABLE,
  /** For a reason of this machine, such as too few ports or files; the backend isn't blamed. */
  LOCAL;

  /** As metrics have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
