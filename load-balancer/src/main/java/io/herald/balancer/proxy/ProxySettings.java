package io.herald.balancer.proxy;

import java.time.Duration;

/**
 * What holds for the proxy as a whole; the rest is each VIP's.
 *
 * @param threads that carry traffic, 1 to 256
 * @param nativeSockets whether Linux' own sockets (epoll) are used where they can be had; otherwise
 *     the JDK's
 * @param failOpen whether unhealthy backends are used where a VIP has no healthy one left
 * @param maxConnections connections, and sessions of UDP, at a time in all, 1 or more; each has two
 *     open files
 * @param udpIdle after which a session of UDP ends whose VIP doesn't say, a second or more
 * @param drain so long open connections may go on when the process is asked to end
 */
public record ProxySettings(
    int threads,
    boolean nativeSockets,
    boolean failOpen,
    int maxConnections,
    Duration udpIdle,
    Duration drain) {

  private static final int MOST_THREADS = 256;

  public ProxySettings {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException("threads " + threads + " is not from 1 to 256");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("maxConnections " + maxConnections + " is below 1");
    }
    if (udpIdle.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("udpIdle " + udpIdle + " is less than a second");
    }
    if (drain.isNegative()) {
      throw new IllegalArgumentException("drain " + drain + " is below 0");
    }
  }

  /** A thread for each processor, epoll, fail open, 50,000 connections, a minute, ten seconds. */
  public static ProxySettings defaults() {
    return new ProxySettings(
        Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()),
        true,
        true,
        50_000,
        Duration.ofMinutes(1),
        Duration.ofSeconds(10));
  }
}
