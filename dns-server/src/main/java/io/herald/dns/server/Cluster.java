package io.herald.dns.server;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogListener;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.CatalogStatus;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.Subscription;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.saved.SnapshotKeeper;
import io.herald.catalog.saved.SnapshotStatus;
import io.herald.catalog.source.mesos.MesosSource;
import io.herald.catalog.source.serverset.ServerSetOptions;
import io.herald.catalog.source.serverset.ServerSetSource;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.http.SkippedBySource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final Clock clock;
  private volatile boolean used;
  private volatile Optional<Kept> kept = Optional.empty();

  /** Where the picture is saved, and who does it. */
  private record Kept(Path file, String name, SnapshotKeeper keeper) {}

  /**
   * Nothing is followed before {@link #start}.
   *
   * @param clients what it asks the masters with, as the clusters before and after it
   * @throws IllegalArgumentException if a file of the configuration is no good
   */
  Cluster(DnsConfig config, MasterClients clients, Clock clock) {
    this.clock = clock;
    this.mesos = config.mesos();
    this.sets = config.serverSets();
    this.catalog = new Catalog(clock);
    this.masters =
        new MesosSource(catalog, DnsOptions.mesos(mesos, clients), clock, clients.http());
    this.serverSets =
        sets.map(
            set ->
                new ServerSetSource(
                    catalog, ServerSetOptions.of(set.address(), set.path()), clock));
  }

  /** Takes the picture that an earlier process left in the state directory, if there is one. */
  void restore(DnsConfig config) {
    kept = keeper(config);
    for (SourceSnapshot picture : kept.map(k -> k.keeper().read()).orElse(List.of())) {
      for (CatalogSource source : sources()) {
        if (source.status().name().equals(picture.source())) {
          source.restore(picture);
          log.info(
              "{}: serving the saved picture of {}, {} entities, until there is a new one",
              picture.source(),
              picture.heard(),
              picture.entities().size());
        }
      }
    }
  }

  private Optional<Kept> keeper(DnsConfig config) {
    String domain = config.zone().domain();
    String name = "domain " + domain + ", " + mastersOf(mesos) + sets.map(s -> ", " + s).orElse("");
    return config
        .transfer()
        .stateDirectory()
        .map(folder -> folder.resolve(domain + ".picture"))
        .map(
            file ->
                new Kept(
                    file,
                    name,
                    new SnapshotKeeper(
                        file, name, catalog, this::status, SnapshotKeeper.Pace.DEFAULT, clock)));
  }

  /** What makes it this cluster; no credentials, and the order of writing does not count. */
  private static String mastersOf(DnsConfig.Mesos mesos) {
    return mesos
        .zooKeeper()
        .map(zk -> "masters of zk://" + sorted(zk.connectString().split(",", -1)) + zk.path())
        .orElseGet(
            () ->
                "masters "
                    + sorted(
                        mesos.masters().stream()
                            .map(AnnouncedEndpoint::toString)
                            .toArray(String[]::new)));
  }

  private static String sorted(String[] addresses) {
    return Stream.of(addresses).sorted().collect(Collectors.joining(","));
  }

  /** Saves the picture where this configuration says, from now on. */
  void keep(DnsConfig config) {
    Optional<Kept> next = keeper(config);
    boolean same = kept.map(k -> k.file() + k.name()).equals(next.map(k -> k.file() + k.name()));
    if (!same) {
      kept.ifPresent(k -> k.keeper().close());
      kept = next;
      kept.ifPresent(k -> k.keeper().start());
    }
  }

  /** How the saved picture stands, if one is kept. */
  Optional<SnapshotStatus> saved() {
    return kept.map(k -> k.keeper().status());
  }

  void start() {
    kept.ifPresent(k -> k.keeper().start());
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

  /** What the sources could not read. */
  List<SkippedBySource> leftOut() {
    return sources().stream().map(source -> leftOut(source.status(), source.skipped())).toList();
  }

  private static SkippedBySource leftOut(SourceStatus status, List<SkippedItem> latest) {
    return new SkippedBySource(status.name(), status.skipped(), latest);
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
    kept.ifPresent(k -> k.keeper().close());
    serverSets.ifPresent(ServerSetSource::close);
    masters.close();
  }
}
