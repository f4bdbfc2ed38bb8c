package io.herald.dns.zone;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * How queries are answered, whatever the zone.
 *
 * @param recursionAvailable whether answers carry the RA flag
 * @param maxUdpPayload the longest answer over UDP, in bytes, to a client whose EDNS permits it;
 *     also what our OPT record announces. 512 to 65535; 1232 crosses every path unfragmented
 * @param answerLimit how many records an answer holds at most, another choice each time; 0: all
 * @param identity what the server calls itself: NSID (RFC 5001), {@code id.server} and {@code
 *     hostname.bind} in class CHAOS (RFC 4892); at most 64 bytes; empty: it doesn't tell
 * @param version what {@code version.bind} and {@code version.server} tell, at most 255 bytes;
 *     empty: it doesn't tell
 * @param tcpIdle what a client that asks learns of how long its idle connection is kept (RFC 7828)
 * @param cookies under which secrets cookies are answered; empty: they are not
 * @param rates what responses over UDP are limited by; empty: they are not
 */
public record ResponderSettings(
    boolean recursionAvailable,
    int maxUdpPayload,
    int answerLimit,
    Optional<String> identity,
    Optional<String> version,
    Optional<Duration> tcpIdle,
    Optional<CookieSecrets> cookies,
    Optional<ResponseRates> rates) {

  /** Longest identity: with cookie and NSID a reply of 512 bytes keeps room for an answer. */
  public static final int MAX_IDENTITY = 64;

  static final int MAX_TEXT = 255;

  public static final ResponderSettings DEFAULT = new ResponderSettings(false, 1232);

  public ResponderSettings {
    if (maxUdpPayload < 512 || maxUdpPayload > 65_535) {
      throw new IllegalArgumentException(
          "maxUdpPayload = " + maxUdpPayload + " bytes; give a size from 512 to 65535");
    }
    if (answerLimit < 0) {
      throw new IllegalArgumentException(
          "answerLimit = " + answerLimit + "; give a number of records, or 0 for all");
    }
    requireShort("identity", identity, MAX_IDENTITY);
    requireShort("version", version, MAX_TEXT);
  }

  /** Responses are not limited. */
  public ResponderSettings(
      boolean recursionAvailable,
      int maxUdpPayload,
      int answerLimit,
      Optional<String> identity,
      Optional<String> version,
      Optional<Duration> tcpIdle,
      Optional<CookieSecrets> cookies) {
    this(
        recursionAvailable,
        maxUdpPayload,
        answerLimit,
        identity,
        version,
        tcpIdle,
        cookies,
        Optional.empty());
  }

  /** The same, limited by {@code rates} or, if empty, not. */
  public ResponderSettings withRates(Optional<ResponseRates> rates) {
    return new ResponderSettings(
        recursionAvailable, maxUdpPayload, answerLimit, identity, version, tcpIdle, cookies, rates);
  }

  /** No limit, no identity, no version, no keepalive, no cookies. */
  public ResponderSettings(boolean recursionAvailable, int maxUdpPayload) {
    this(
        recursionAvailable,
        maxUdpPayload,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static void requireShort(String field, Optional<String> text, int most) {
    int bytes = text.map(t -> t.getBytes(StandardCharsets.UTF_8).length).orElse(1);
    if (bytes < 1 || bytes > most) {
      throw new IllegalArgumentException(
          field + " \"" + text.orElse("") + "\" has " + bytes + " bytes; give 1 to " + most);
    }
  }
}
