package io.herald.dns.server;

import io.herald.dns.transport.QueryCounters;
import io.herald.dns.zone.CookieSecrets;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What outlives a reload of the configuration.
 *
 * @param cookies under which clients' cookies are made: those of before stay good
 */
record Lasting(Clock clock, SecureRandom random, CookieSecrets cookies, QueryCounters queries) {

  static Lasting of(Clock clock) {
    SecureRandom random = new SecureRandom();
    return new Lasting(
        clock, random, new CookieSecrets(clock, random::nextLong), new QueryCounters());
  }
}
