package io.herald.api.watch;

/**
 * How many requests may watch or wait at a time.
 *
 * @param watchers in all; 0: watching is off
 * @param watchersPerClient of these from one client: an IPv4 address, an IPv6 /64
 */
public record WatcherLimits(int watchers, int watchersPerClient) {

  /**
   * In all as many as there may be connections by default. One client may have fewer watches than
   * connections: a watch holds a connection of HTTP/1.1, and the rest of them carries the 429 of
   * further watches and its other requests.
   */
  public static final WatcherLimits DEFAULT = new WatcherLimits(1000, 80);

  public WatcherLimits {
    if (watchers < 0 || watchersPerClient < 1) {
      throw new IllegalArgumentException(
          watchers + " watchers, " + watchersPerClient + " for each client: out of range");
    }
  }
}
