package io.herald.dns.transport;

import java.time.Duration;

/** Settings of sockets for tests, TLS as usual. */
final class TestTransport {

  private TestTransport() {}

  /** One client may have all the connections. */
  static TransportSettings settings(
      int udpThreads, int tcpThreads, int connections, Duration idle) {
    return settings(udpThreads, tcpThreads, connections, connections, idle);
  }

  static TransportSettings settings(
      int udpThreads, int tcpThreads, int connections, int perClient, Duration idle) {
    TransportSettings usual = TransportSettings.DEFAULT;
    return new TransportSettings(
        udpThreads,
        usual.udpBatch(),
        tcpThreads,
        connections,
        perClient,
        idle,
        usual.tlsHandshakes(),
        usual.tlsHandshakeTime());
  }
}
