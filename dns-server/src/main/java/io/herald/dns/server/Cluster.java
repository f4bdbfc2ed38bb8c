package io.herald.dns.server;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogListener;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.CatalogStatus;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.Subscription;
import io.herald.catalog.source.mesos.MesosSource;
import io.herald.catalog.source.serverset.ServerSetOptions;
import io.herald.catalog.source.serverset.ServerSetSource;
import io.herald.dns.config.DnsConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster that a configuration names: its picture, and the sources that keep that true. It
 * outlives a reload that leaves the sources as they are, and with it what is known of tasks that a
 * failed-over master does not know yet.
 */
final class Cluster implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Cluster.class);

  private final DnsConfig.Mesos mesos;
  private final Optional<DnsConfig.ServerSets> sets;
  private final Catalog catalog;
  private final MesosSource masters;
  private final Optional<ServerSetSource> serverSets;
  private volatile boolean used;

  /**
   * Nothing is followed before {@link #start}.
   *
   * @throws IllegalArgumentException if a file of the configuration is no good
   */
  Cluster(DnsConfig config, Clock clock) {
    this.mesos = config.mesos();
    this.sets = config.serverSets();
    this.catalog = new Catalog(clock);
    this.masters = new MesosSource(catalog, DnsOptions.mesos(mesos, clock), clock);
    this.serverSets =
        sets.map(
            set ->
                new ServerSetSource(
                    catalog, ServerSetOptions.of(set.address(), set.path()), clock));
  }

  void start() {
    sources().forEach(CatalogSource::start);
    log.info("following {}", mesos);
    sets.ifPresent(set -> log.info("following the ServerSets of {}", set));
  }

  /** Whether the other configuration means the same sources, asked in the same way. */
  boolean isOf(DnsConfig other) {
    return mesos.equals(other.mesos()) && sets.equals(other.serverSets());
  }

  Catalog catalog() {
    return catalog;
  }

  /** Where announcements come from, if they are followed. */
  Optional<ServerSetSource> serverSets() {
    return serverSets;
  }

  Subscription subscribe(CatalogListener listener) {
    Subscription subscription = catalog.subscribe(listener);
    used = true;
    return subscription;
  }

  CatalogStatus catalogStatus() {
    return catalog.status();
  }

  List<SourceStatus> status() {
    return sources().stream().map(CatalogSource::status).toList();
  }

  private List<CatalogSource> sources() {
    List<CatalogSource> sources = new ArrayList<>();
    sources.add(masters);
    serverSets.ifPresent(sources::add);
    return sources;
  }

  /** Ends it if nobody ever subscribed. */
  void closeIfUnused() {
    if (!used) {
      close();
    }
  }

  @Override
  public void close() {
    serverSets.ifPresent(ServerSetSource::close);
    masters.close();
  }
}
