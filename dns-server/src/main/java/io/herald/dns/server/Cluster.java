package io.herald.dns.server;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogListener;
import io.herald.catalog.CatalogStatus;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.Subscription;
import io.herald.catalog.source.mesos.MesosSource;
import io.herald.dns.config.DnsConfig;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster that a configuration names: its picture, and who keeps that true. It outlives a
 * reload that leaves the masters as they are, and with it what is known of tasks that a failed-over
 * master does not know yet.
 */
final class Cluster implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Cluster.class);

  private final DnsConfig.Mesos mesos;
  private final Catalog catalog;
  private final MesosSource source;
  private volatile boolean used;

  /**
   * Nothing is followed before {@link #start}.
   *
   * @throws IllegalArgumentException if a file of the configuration is no good
   */
  Cluster(DnsConfig config, Clock clock) {
    this.mesos = config.mesos();
    this.catalog = new Catalog(clock);
    this.source = new MesosSource(catalog, DnsOptions.mesos(mesos), clock);
  }

  void start() {
    source.start();
    log.info("following {}", mesos);
  }

  /** Whether the other configuration means the same cluster, asked in the same way. */
  boolean isOf(DnsConfig other) {
    return mesos.equals(other.mesos());
  }

  Subscription subscribe(CatalogListener listener) {
    Subscription subscription = catalog.subscribe(listener);
    used = true;
    return subscription;
  }

  CatalogStatus catalogStatus() {
    return catalog.status();
  }

  List<SourceStatus> sources() {
    return List.of(source.status());
  }

  /** Ends it if nobody ever subscribed. */
  void closeIfUnused() {
    if (!used) {
      close();
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
