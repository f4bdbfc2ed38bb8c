package io.herald.api.watch;

/**
 * How many requests may watch or wait at a time.
 *
 * @param watchers in all; 0: watching is off
 * @param watchersPerClient of these from one client: an IPv4 address, an IPv6 /64
 */
public record WatcherLimits(int watchers, int watchersPerClient) {

  /** As many as there may be connections by default. */
  public static final WatcherLimits DEFAULT = new WatcherLimits(1000, 100);

  public WatcherLimits {
    if (watchers < 0 || watchersPerClient < 1) {
      throw new IllegalArgumentException(
          watchers + " watchers, " + watchersPerClient + " for each client: out of range");
    }
  }
}
