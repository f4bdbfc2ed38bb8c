package io.herald.dns.answer;

import io.herald.dns.access.UdpSizes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * How queries are answered, whatever the zone.
 *
 * @param recursionAvailable whether answers carry the RA flag
 * @param udpSizes the longest answers over UDP, to clients whose EDNS permits them; also what our
 *     OPT record announces
 * @param answerLimit how many records an answer holds at most, another choice each time; 0: all
 * @param identity what the server calls itself: NSID (RFC 5001), {@code id.server} and {@code
 *     hostname.bind} in class CHAOS (RFC 4892); at most 64 bytes; empty: not disclosed
 * @param version the answer to {@code version.bind} and {@code version.server}, at most 255 bytes;
 *     empty: not disclosed
 * @param tcpIdle how long idle connections are kept, for clients that ask (RFC 7828); empty: not
 *     disclosed
 * @param cookies the secrets of server cookies; empty: cookies are not answered
 * @param rates the limits of responses over UDP; empty: unlimited
 */
public record ResponderSettings(
    boolean recursionAvailable,
    UdpSizes udpSizes,
    int answerLimit,
    Optional<String> identity,
    Optional<String> version,
    Optional<Duration> tcpIdle,
    Optional<CookieSecrets> cookies,
    Optional<ResponseRates> rates) {

  /** Longest identity: with cookie and NSID a reply of 512 bytes keeps room for an answer. */
  public static final int MAX_IDENTITY = 64;

  static final int MAX_TEXT = 255;

  /** No recursion, limits, identity, version, keepalive or cookies. */
  public static final ResponderSettings DEFAULT =
      new ResponderSettings(
          false,
          UdpSizes.DEFAULT,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public ResponderSettings {
    if (answerLimit < 0) {
      throw new IllegalArgumentException(
          "answerLimit = " + answerLimit + "; give a number of records, or 0 for all");
    }
    requireShort("identity", identity, MAX_IDENTITY);
    requireShort("version", version, MAX_TEXT);
  }

  /** The same, with cookies under these secrets. */
  public ResponderSettings withCookies(CookieSecrets secrets) {
    return new ResponderSettings(
        recursionAvailable,
        udpSizes,
        answerLimit,
        identity,
        version,
        tcpIdle,
        Optional.of(secrets),
        rates);
  }

  /** The same, limited by {@code rates} or, if empty, not. */
  public ResponderSettings withRates(Optional<ResponseRates> rates) {
    return new ResponderSettings(
        recursionAvailable, udpSizes, answerLimit, identity, version, tcpIdle, cookies, rates);
  }

  private static void requireShort(String field, Optional<String> text, int most) {
    int bytes = text.map(t -> t.getBytes(StandardCharsets.UTF_8).length).orElse(1);
    if (bytes < 1 || bytes > most) {
      throw new IllegalArgumentException(
          field + " \"" + text.orElse("") + "\" has " + bytes + " bytes; give 1 to " + most);
    }
  }
}
