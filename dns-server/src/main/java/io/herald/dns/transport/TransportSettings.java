package io.herald.dns.transport;

import java.time.Duration;

/**
 * How the sockets are served.
 *
 * @param udpThreads threads for each UDP listen address, 1 or more
 * @param tcpThreads threads for all TCP connections, 1 or more
 * @param tcpConnections how many TCP connections are served at a time; more are closed at once
 * @param tcpIdle how long a TCP connection may go without a whole query (RFC 7766 §6.2.3)
 */
public record TransportSettings(
    int udpThreads, int tcpThreads, int tcpConnections, Duration tcpIdle) {

  public static final TransportSettings DEFAULT =
      new TransportSettings(1, 1, 1000, Duration.ofSeconds(10));

  public TransportSettings {
    requirePositive("udpThreads", udpThreads);
    requirePositive("tcpThreads", tcpThreads);
    requirePositive("tcpConnections", tcpConnections);
    if (tcpIdle.isNegative() || tcpIdle.isZero()) {
      throw new IllegalArgumentException("tcpIdle = " + tcpIdle + "; give a time above zero");
    }
  }

  private static void requirePositive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " = " + value + "; give at least 1");
    }
  }
}
