package io.herald.dns.server;

import io.herald.dns.forward.ForwardCounters;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.zone.CookieSecrets;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What outlives a reload of the configuration.
 *
 * @param cookies under which clients' cookies are made: those of before stay good
 * @param serials what the zones' serials go on from
 */
record Lasting(
    Clock clock,
    SecureRandom random,
    CookieSecrets cookies,
    SerialFiles serials,
    QueryCounters queries,
    TransferCounters transfers,
    ForwardCounters forwarded) {

  static Lasting of(Clock clock) {
    SecureRandom random = new SecureRandom();
    return new Lasting(
        clock,
        random,
        new CookieSecrets(clock, random::nextLong),
        new SerialFiles(clock),
        new QueryCounters(),
        new TransferCounters(),
        new ForwardCounters());
  }
}
