package io.herald.dns.config;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ResponderSettings;
import io.herald.runtime.net.CidrNetwork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of how DNS is answered that Mesos-DNS doesn't have. */
final class ServingChecks {

  private static final int MAX_CONNECTIONS = 1_000_000;
  private static final int MAX_RATE = 1_000_000;
  private static final int DEFAULT_SLIP = 2;

  /** What EDNS can tell a client, in seconds (RFC 7828 §3.1). */
  private static final int MAX_IDLE = 6553;

  private static final DnsConfig.Serving DEFAULT = DnsConfig.Serving.DEFAULT;

  private final Settings settings;

  ServingChecks(Settings settings) {
    this.settings = settings;
  }

  DnsConfig.Serving serving() {
    return new DnsConfig.Serving(
        udpSizes(),
        settings.number(Parameter.ANSWER_LIMIT, DEFAULT.answerLimit(), 0, 65_535),
        identity(),
        settings.flag(Parameter.VERSION_BIND, DEFAULT.versionBind()),
        settings.number(Parameter.TCP_CONNECTIONS, DEFAULT.tcpConnections(), 1, MAX_CONNECTIONS),
        settings.number(
            Parameter.TCP_CONNECTIONS_PER_CLIENT,
            DEFAULT.tcpConnectionsPerClient(),
            1,
            MAX_CONNECTIONS),
        Duration.ofSeconds(
            settings.number(
                Parameter.TCP_IDLE_SECONDS, (int) DEFAULT.tcpIdle().toSeconds(), 1, MAX_IDLE)),
        tls(),
        rate());
  }

  /** A size that is given holds for all clients. */
  private UdpSizes udpSizes() {
    int given = settings.number(Parameter.EDNS_UDP_SIZE, 0, UdpSizes.WITHOUT_EDNS, 65_535);
    return given == 0 ? DEFAULT.udpSizes() : UdpSizes.of(given);
  }

  private Optional<DnsConfig.ResponseRate> rate() {
    int perSecond = settings.number(Parameter.RESPONSE_RATE_LIMIT, 0, 0, MAX_RATE);
    int slip = settings.number(Parameter.RESPONSE_RATE_SLIP, DEFAULT_SLIP, 0, MAX_RATE);
    List<CidrNetwork> exempt = settings.networks(Parameter.RESPONSE_RATE_EXEMPT);
    return perSecond == 0
        ? Optional.empty()
        : Optional.of(new DnsConfig.ResponseRate(perSecond, slip, exempt));
  }

  private String identity() {
    String identity = settings.text(Parameter.IDENTITY, DEFAULT.identity());
    if (identity.getBytes(StandardCharsets.UTF_8).length > ResponderSettings.MAX_IDENTITY) {
      settings.problem(
          Parameter.IDENTITY,
          "it is too long; write at most " + ResponderSettings.MAX_IDENTITY + " bytes");
      return DEFAULT.identity();
    }
    return identity;
  }

  private Optional<DnsConfig.Tls> tls() {
    int port = settings.number(Parameter.TLS_PORT, 853, 0, 65_535);
    String certificate = settings.text(Parameter.TLS_CERT_FILE, "");
    String key = settings.text(Parameter.TLS_KEY_FILE, "");
    int handshakes = settings.number(Parameter.TLS_HANDSHAKES, 100, 1, MAX_CONNECTIONS);
    int seconds = settings.number(Parameter.TLS_HANDSHAKE_SECONDS, 5, 1, MAX_IDLE);
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (key.isEmpty()) {
      settings.problem(Parameter.TLS_CERT_FILE, "its private key is missing; give tlsKeyFile");
    }
    if (certificate.isEmpty()) {
      settings.problem(Parameter.TLS_KEY_FILE, "its certificate is missing; give tlsCertFile");
    }
    return Optional.of(
        new DnsConfig.Tls(port, certificate, key, handshakes, Duration.ofSeconds(seconds)));
  }
}
