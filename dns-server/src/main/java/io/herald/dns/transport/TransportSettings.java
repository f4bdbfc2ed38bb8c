package io.herald.dns.transport;

import io.herald.settings.Range;
import java.time.Duration;

/**
 * How the sockets are served.
 *
 * @param udpThreads threads for each UDP listen address, 1 or more
 * @param udpBatch most UDP datagrams for one system call; 1: one by one, through the JDK's channel
 * @param tcpThreads threads for all TCP connections, 1 or more
 * @param tcpConnections how many TCP connections are served at a time, those of TLS among them;
 *     more are closed at once
 * @param tcpConnectionsPerClient how many of these one client address may have
 * @param tcpIdle how long a TCP connection may go without a whole query (RFC 7766 §6.2.3)
 * @param tlsHandshakes how many TLS connections may be in their handshake at a time, a tenth of
 *     them of one client; more are closed at once
 * @param tlsHandshakeTime how long a handshake may take
 */
public record TransportSettings(
    int udpThreads,
    int udpBatch,
    int tcpThreads,
    int tcpConnections,
    int tcpConnectionsPerClient,
    Duration tcpIdle,
    int tlsHandshakes,
    Duration tlsHandshakeTime) {

  /** How many connections or handshakes there may be at a time. */
  public static final Range CONNECTIONS = new Range(1, 1_000_000);

  /** How many datagrams one system call may take. */
  public static final Range BATCH = new Range(1, 256);

  /** How long a connection or handshake may wait; EDNS can announce no more (RFC 7828 §3.1). */
  public static final Range SECONDS = new Range(1, 6553);

  public static final TransportSettings DEFAULT =
      new TransportSettings(
          1, 32, 1, 1000, 100, Duration.ofSeconds(10), 100, Duration.ofSeconds(5));

  public TransportSettings {
    requirePositive("udpThreads", udpThreads);
    requirePositive("udpBatch", udpBatch);
    requirePositive("tcpThreads", tcpThreads);
    requirePositive("tcpConnections", tcpConnections);
    requirePositive("tcpConnectionsPerClient", tcpConnectionsPerClient);
    requirePositive("tcpIdle", tcpIdle);
    requirePositive("tlsHandshakes", tlsHandshakes);
    requirePositive("tlsHandshakeTime", tlsHandshakeTime);
  }

  int tlsHandshakesPerClient() {
    return Math.max(1, tlsHandshakes / 10);
  }

  private static void requirePositive(String field, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(field + " = " + time + "; give a time above zero");
    }
  }

  private static void requirePositive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " = " + value + "; give at least 1");
    }
  }
}
