package io.herald.dns.server;

import io.herald.dns.http.Counters;
import io.herald.dns.zone.CookieSecrets;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What outlives a reload of the configuration.
 *
 * @param cookies under which clients' cookies are made: those of before stay good
 * @param serials what the zones' serials go on from
 * @param clients what the masters are asked with
 */
record Lasting(
    Clock clock,
    SecureRandom random,
    CookieSecrets cookies,
    SerialFiles serials,
    Counters counters,
    MasterClients clients) {

  static Lasting of(Clock clock) {
    SecureRandom random = new SecureRandom();
    return new Lasting(
        clock,
        random,
        new CookieSecrets(clock, random::nextLong),
        new SerialFiles(clock),
        new Counters(),
        new MasterClients(clock));
  }
}
