package io.herald.dns.answer;

import io.herald.dns.access.UdpSizes;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.version.ProductVersion;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The parameters of how queries are answered. */
public final class AnswerParameters {

  private static final Range RATES = new Range(0, 1_000_000);

  public static final Parameter<Boolean> RECURSE_ON =
      Parameter.of(
              "recurseOn",
              "recurse-on",
              ValueTypes.onOff(),
              "whether answers inside the domain have the RA flag")
          .withDefault(true);
  public static final Parameter<Boolean> SET_TRUNCATE_BIT =
      Parameter.of(
              "setTruncateBit",
              "set-truncate-bit",
              ValueTypes.onOff(),
              "accepted without effect: truncated answers always have the TC flag")
          .withDefault(true);
  public static final Parameter<UdpSizes> EDNS_UDP_SIZE =
      Parameter.of(
              "ednsUdpSize",
              "edns-udp-size",
              ValueTypes.number(UdpSizes.RANGE).map(UdpSizes::of, UdpSizes::others),
              "most bytes of an answer over UDP, to clients whose EDNS permits that many")
          .withDefault(
              UdpSizes.DEFAULT,
              UdpSizes.DEFAULT.near()
                  + " to loopback, private, shared (100.64/10) and link-local addresses, "
                  + UdpSizes.DEFAULT.others()
                  + " to others");
  public static final Parameter<Integer> ANSWER_LIMIT =
      Parameter.of(
              "answerLimit",
              "answer-limit",
              ValueTypes.number(new Range(0, 65_535)),
              "most records in one answer, chosen anew for each; 0: all")
          .withDefault(ResponderSettings.DEFAULT.answerLimit());
  public static final Parameter<String> IDENTITY =
      Parameter.of(
          "identity",
          "identity",
          ValueTypes.text("NAME").map(AnswerParameters::identity, Function.identity()),
          "this server's name in answers to NSID, id.server and hostname.bind");
  public static final Parameter<Boolean> VERSION_BIND =
      Parameter.of(
              "versionBind",
              "version-bind",
              ValueTypes.onOff(),
              "whether version.bind and version.server (class CHAOS) return Herald's version")
          .withDefault(true);
  public static final Parameter<Integer> RESPONSE_RATE_LIMIT =
      Parameter.of(
              "responseRateLimit",
              "response-rate-limit",
              ValueTypes.number(RATES),
              "responses a second over UDP to each network (IPv4 /24, IPv6 /56), counted separately"
                  + " for answers, NXDOMAIN and everything else; 0: no limit")
          .withDefault(0);
  public static final Parameter<Integer> RESPONSE_RATE_SLIP =
      Parameter.of(
              "responseRateSlip",
              "response-rate-slip",
              ValueTypes.number(RATES),
              "every Nth limited response is sent truncated (TC), so that the client retries over TCP;"
                  + " the rest are dropped (1: all truncated, 0: all dropped)")
          .withDefault(2);
  public static final Parameter<List<CidrNetwork>> RESPONSE_RATE_EXEMPT =
      Parameter.of(
              "responseRateExempt",
              "response-rate-exempt",
              ValueTypes.listOf("A,B,…", CidrNetwork::parse, CidrNetwork::toString),
              "networks, such as 10.0.0.0/8, without a limit of responses")
          .withDefault(List.of());

  private AnswerParameters() {}

  /**
   * Reads the settings of the responders, without cookies and without a limit of responses.
   *
   * @param tcpIdle how long a TCP connection may go without a query
   */
  public static ResponderSettings read(Values values, Duration tcpIdle) {
    if (!values.get(SET_TRUNCATE_BIT)) {
      values.warn(
          values.where(SET_TRUNCATE_BIT)
              + " has no effect: truncated answers always have the TC flag (RFC 2181 §9)");
    }
    return new ResponderSettings(
        values.get(RECURSE_ON),
        values.get(EDNS_UDP_SIZE),
        values.get(ANSWER_LIMIT),
        values.find(IDENTITY),
        values.get(VERSION_BIND)
            ? Optional.of("Herald " + ProductVersion.current())
            : Optional.empty(),
        Optional.of(tcpIdle),
        Optional.empty(),
        Optional.empty());
  }

  /** Reads the limit of responses; empty if there is none. */
  public static Optional<ResponseRateLimit> rateLimit(Values values) {
    int perSecond = values.get(RESPONSE_RATE_LIMIT);
    int slip = values.get(RESPONSE_RATE_SLIP);
    List<CidrNetwork> exempt = values.get(RESPONSE_RATE_EXEMPT);
    return perSecond == 0
        ? Optional.empty()
        : Optional.of(new ResponseRateLimit(perSecond, slip, exempt));
  }

  private static String identity(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > ResponderSettings.MAX_IDENTITY) {
      throw new IllegalArgumentException(
          "it is too long; write at most " + ResponderSettings.MAX_IDENTITY + " bytes");
    }
    return text;
  }
}
