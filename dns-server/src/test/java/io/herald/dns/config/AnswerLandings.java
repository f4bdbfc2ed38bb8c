package io.herald.dns.config;

import static io.herald.dns.config.ParameterLanding.flipped;
import static io.herald.dns.config.ParameterLanding.list;
import static io.herald.dns.config.ParameterLanding.number;
import static io.herald.dns.config.ParameterLanding.row;
import static io.herald.dns.config.ParameterLanding.seconds;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.AnswerParameters;
import io.herald.dns.answer.ResponseRateLimit;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.ListenSettings;
import io.herald.runtime.net.CidrNetwork;
import java.util.List;
import java.util.Optional;

/** Of the parameters of the sockets of DNS and of the answers. */
final class AnswerLandings {

  private AnswerLandings() {}

  static List<ParameterLanding> sockets() {
    return List.of(
        flipped(ListenParameters.DNS_ON, false, config -> config.listen().on()),
        row(
            ListenParameters.LISTENER,
            "'10.0.0.1, ::1'",
            "10.0.0.1, ::1",
            config -> config.listen().listener(),
            "10.0.0.1, ::1"),
        number(ListenParameters.PORT, 8053, config -> config.listen().port()),
        number(ListenParameters.UDP_BATCH, 16, config -> config.transport().udpBatch()),
        number(ListenParameters.TCP_CONNECTIONS, 20, config -> config.transport().tcpConnections()),
        number(
            ListenParameters.TCP_CONNECTIONS_PER_CLIENT,
            5,
            config -> config.transport().tcpConnectionsPerClient()),
        seconds(ListenParameters.TCP_IDLE_SECONDS, 30, config -> config.transport().tcpIdle()),
        row(
                ListenParameters.TLS_PORT,
                "8853",
                "8853",
                config -> config.listen().tls().map(ListenSettings.Tls::port).orElse(853),
                8853)
            .with("tls-cert-file", "c.pem", "tls-key-file", "k.pem"),
        row(
                ListenParameters.TLS_CERT_FILE,
                "'c.pem'",
                "c.pem",
                config -> config.listen().tls().map(ListenSettings.Tls::certFile),
                Optional.of("c.pem"))
            .with("tls-key-file", "k.pem"),
        row(
                ListenParameters.TLS_KEY_FILE,
                "'k.pem'",
                "k.pem",
                config -> config.listen().tls().map(ListenSettings.Tls::keyFile),
                Optional.of("k.pem"))
            .with("tls-cert-file", "c.pem"),
        number(ListenParameters.TLS_HANDSHAKES, 20, config -> config.transport().tlsHandshakes()),
        seconds(
            ListenParameters.TLS_HANDSHAKE_SECONDS,
            3,
            config -> config.transport().tlsHandshakeTime()));
  }

  static List<ParameterLanding> answers() {
    return List.of(
        flipped(
            AnswerParameters.RECURSE_ON, false, config -> config.answers().recursionAvailable()),
        row(
            AnswerParameters.EDNS_UDP_SIZE,
            "1400",
            "1400",
            config -> config.answers().udpSizes(),
            UdpSizes.of(1400)),
        number(AnswerParameters.ANSWER_LIMIT, 8, config -> config.answers().answerLimit()),
        row(
            AnswerParameters.IDENTITY,
            "'dns-1'",
            "dns-1",
            config -> config.answers().identity(),
            Optional.of("dns-1")),
        flipped(
            AnswerParameters.VERSION_BIND, false, config -> config.answers().version().isPresent()),
        number(
            AnswerParameters.RESPONSE_RATE_LIMIT,
            200,
            config -> config.rateLimit().map(ResponseRateLimit::perSecond).orElse(0)),
        row(
                AnswerParameters.RESPONSE_RATE_SLIP,
                "1",
                "1",
                config -> config.rateLimit().map(ResponseRateLimit::slip).orElse(2),
                1)
            .with("response-rate-limit", "9"),
        list(
                AnswerParameters.RESPONSE_RATE_EXEMPT,
                "10.0.0.0/8,::1",
                config -> config.rateLimit().map(ResponseRateLimit::exempt).orElse(List.of()),
                List.of(CidrNetwork.parse("10.0.0.0/8"), CidrNetwork.parse("::1")))
            .with("response-rate-limit", "9"));
  }
}
