package io.herald.dns.server;

import io.herald.catalog.follow.FollowScope;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.http.Counters;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What outlives a reload of the configuration.
 *
 * @param clock of all durations; nobody sets it
 * @param dates the wall clock: serials, cookies and signatures carry dates
 * @param cookies under which clients' cookies are made: those of before stay good
 * @param serials what the zones' serials go on from
 * @param following what the clusters of one process share
 */
record ProcessScope(
    Clock clock,
    Clock dates,
    SecureRandom random,
    CookieSecrets cookies,
    SerialFiles serials,
    Counters counters,
    FollowScope following) {

  static ProcessScope of(Clock clock, Clock dates) {
    SecureRandom random = new SecureRandom();
    return new ProcessScope(
        clock,
        dates,
        random,
        new CookieSecrets(dates, random::nextLong),
        new SerialFiles(dates),
        new Counters(),
        new FollowScope(clock));
  }
}
