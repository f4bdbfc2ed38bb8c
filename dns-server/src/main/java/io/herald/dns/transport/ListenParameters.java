package io.herald.dns.transport;

import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.time.Duration;
import java.util.Optional;

/** The parameters of the sockets of DNS: UDP, TCP and TLS. */
public final class ListenParameters {

  private static final TransportSettings DEFAULT = TransportSettings.DEFAULT;

  public static final Parameter<Boolean> DNS_ON =
      Parameter.of("dnsOn", "dns-on", ValueTypes.onOff(), "whether DNS is served")
          .withDefault(true);
  public static final Parameter<String> LISTENER =
      Parameter.of(
              "listener",
              "listener",
              ValueTypes.text("ADDRESS"),
              "addresses that DNS is served at, separated by commas; * for all of IPv4 and IPv6")
          .withDefault("0.0.0.0");
  public static final Parameter<Integer> PORT =
      Parameter.of(
              "port",
              "port",
              ValueTypes.number(Range.PORTS),
              "port of DNS over UDP and TCP; 0: any free one")
          .withDefault(53);
  public static final Parameter<Integer> UDP_BATCH =
      Parameter.of(
              "udpBatch",
              "udp-batch",
              ValueTypes.number(TransportSettings.BATCH),
              "most UDP queries that one system call receives, and replies that one sends, where"
                  + " Linux can; 1: one by one")
          .withDefault(DEFAULT.udpBatch());
  public static final Parameter<Integer> TCP_CONNECTIONS =
      Parameter.of(
              "tcpConnections",
              "tcp-connections",
              ValueTypes.number(TransportSettings.CONNECTIONS),
              "most TCP connections at a time, TLS included; further ones are closed at once")
          .withDefault(DEFAULT.tcpConnections());
  public static final Parameter<Integer> TCP_CONNECTIONS_PER_CLIENT =
      Parameter.of(
              "tcpConnectionsPerClient",
              "tcp-connections-per-client",
              ValueTypes.number(TransportSettings.CONNECTIONS),
              "most of these from one client address")
          .withDefault(DEFAULT.tcpConnectionsPerClient());
  public static final Parameter<Duration> TCP_IDLE_SECONDS =
      Parameter.of(
              "tcpIdleSeconds",
              "tcp-idle-seconds",
              ValueTypes.seconds(TransportSettings.SECONDS),
              "seconds without a query after which a TCP connection is closed")
          .withDefault(DEFAULT.tcpIdle());
  public static final Parameter<Integer> TLS_PORT =
      Parameter.of(
              "tlsPort",
              "tls-port",
              ValueTypes.number(Range.PORTS),
              "port of DNS over TLS; 0: any free one")
          .withDefault(853);
  public static final Parameter<String> TLS_CERT_FILE =
      Parameter.of(
          "tlsCertFile",
          "tls-cert-file",
          ValueTypes.text("FILE"),
          "PEM file with the certificate chain of DNS over TLS, which is served if this is given");
  public static final Parameter<String> TLS_KEY_FILE =
      Parameter.of(
          "tlsKeyFile",
          "tls-key-file",
          ValueTypes.text("FILE"),
          "PEM file with the key of tlsCertFile");
  public static final Parameter<Integer> TLS_HANDSHAKES =
      Parameter.of(
              "tlsHandshakes",
              "tls-handshakes",
              ValueTypes.number(TransportSettings.CONNECTIONS),
              "most TLS handshakes at a time, a tenth of them from one client; further connections are"
                  + " closed at once")
          .withDefault(DEFAULT.tlsHandshakes());
  public static final Parameter<Duration> TLS_HANDSHAKE_SECONDS =
      Parameter.of(
              "tlsHandshakeSeconds",
              "tls-handshake-seconds",
              ValueTypes.seconds(TransportSettings.SECONDS),
              "seconds that a TLS handshake may take")
          .withDefault(DEFAULT.tlsHandshakeTime());

  private ListenParameters() {}

  public static ListenSettings read(Values values) {
    return new ListenSettings(
        values.get(DNS_ON), values.get(LISTENER), values.get(PORT), tls(values));
  }

  public static TransportSettings transport(Values values) {
    return new TransportSettings(
        DEFAULT.udpThreads(),
        values.get(UDP_BATCH),
        DEFAULT.tcpThreads(),
        values.get(TCP_CONNECTIONS),
        values.get(TCP_CONNECTIONS_PER_CLIENT),
        values.get(TCP_IDLE_SECONDS),
        values.get(TLS_HANDSHAKES),
        values.get(TLS_HANDSHAKE_SECONDS));
  }

  private static Optional<ListenSettings.Tls> tls(Values values) {
    int port = values.get(TLS_PORT);
    Optional<String> certificate = values.find(TLS_CERT_FILE);
    Optional<String> key = values.find(TLS_KEY_FILE);
    if (certificate.isPresent() && !values.isGiven(TLS_KEY_FILE)) {
      values.problem(TLS_CERT_FILE, "its private key is missing; give tlsKeyFile");
    } else if (key.isPresent() && !values.isGiven(TLS_CERT_FILE)) {
      values.problem(TLS_KEY_FILE, "its certificate is missing; give tlsCertFile");
    }
    return certificate.flatMap(chain -> key.map(k -> new ListenSettings.Tls(port, chain, k)));
  }
}
