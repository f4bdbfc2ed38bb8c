package io.herald.dns.server;

import io.herald.catalog.Subscription;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.http.Access;
import io.herald.dns.http.ConfigStatus;
import io.herald.dns.http.Served;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.naming.Naming;
import io.herald.dns.zone.QueryResponder;
import io.herald.dns.zone.ResponderSettings;
import io.herald.dns.zone.Zone;
import java.time.Clock;
import java.util.OptionalLong;

/**
 * Everything that answers in the sense of one configuration: the zone, and the naming that fills it
 * from a cluster. A reload makes another one beside it and swaps the two.
 */
final class Answering implements AutoCloseable {

  private static final int MAX_UDP_PAYLOAD = 1232;

  private final Cluster cluster;
  private final ResponderSettings responderSettings;
  private final SystemHostResolver resolver;
  private final ZoneFeed feed;
  private final Served served;
  private final Subscription subscription;

  /**
   * Takes the cluster's picture, as far as it is there, before this returns.
   *
   * @param lastSerial of the zone that this one follows; empty if none was served
   * @throws IllegalArgumentException if a file or host of the configuration is no good; a cluster
   *     that was made for it alone is closed then
   */
  static Answering of(DnsConfig config, Cluster cluster, OptionalLong lastSerial, Clock clock) {
    try {
      return new Answering(config, cluster, lastSerial, clock);
    } catch (RuntimeException e) {
      cluster.closeIfUnused();
      throw e;
    }
  }

  private Answering(DnsConfig config, Cluster cluster, OptionalLong lastSerial, Clock clock) {
    this.cluster = cluster;
    Access access = new Access(config.http().access());
    Zone zone =
        lastSerial.isPresent()
            ? new Zone(DnsOptions.zone(config), clock, lastSerial.getAsLong())
            : new Zone(DnsOptions.zone(config), clock);
    this.responderSettings = new ResponderSettings(config.dns().recurseOn(), MAX_UDP_PAYLOAD);
    this.feed = new ZoneFeed(zone);
    var own = ListenAddresses.published(ListenAddresses.of("listener", config.dns().listener()));
    this.resolver = new SystemHostResolver(config.mesos().refresh());
    Naming naming = new Naming(DnsOptions.naming(config, own), resolver, feed);
    this.served = new Served(config, zone, naming, access);
    this.subscription = cluster.subscribe(naming);
  }

  Cluster cluster() {
    return cluster;
  }

  DnsConfig config() {
    return served.config();
  }

  Served served() {
    return served;
  }

  Zone zone() {
    return served.zone();
  }

  /** Whether the zone is as full as it can be: the whole picture is there, its hosts looked up. */
  boolean isReady() {
    return zone().isLoaded() && resolver.isSettled();
  }

  /** A responder for one thread. */
  QueryResponder responder(long seed) {
    return new QueryResponder(zone().index(), responderSettings, seed);
  }

  ServiceStatus status(ConfigStatus configuration) {
    return new ServiceStatus(
        zone().isLoaded(),
        zone().serial(),
        feed.records(),
        cluster.catalogStatus(),
        cluster.sources(),
        served.naming().problems().counts(),
        configuration);
  }

  /** Ends its part; the cluster goes on. */
  @Override
  public void close() {
    subscription.close();
    resolver.close();
  }
}
