package io.herald.catalog.follow;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.saved.SnapshotKeeper;
import io.herald.catalog.saved.SnapshotStatus;
import io.herald.catalog.source.mesos.MesosOptions;
import io.herald.catalog.source.mesos.MesosSource;
import io.herald.catalog.source.serverset.ServerSetOptions;
import io.herald.catalog.source.serverset.ServerSetSource;
import io.herald.mesos.leader.ZooKeeperUrl;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one cluster: a catalog, and the sources that keep it true in the background.
 *
 * <pre>{@code
 * ClusterFollower follower = ClusterFollower.open(FollowSettings.ofMasters("zk://…/mesos"), scope);
 * follower.catalog().subscribe(batch -> …);
 * follower.start();
 * }</pre>
 *
 * <p>Trouble with masters, ZooKeeper or the disk is retried, logged and reported by {@link
 * #sources} and {@link #snapshot}; none of it takes anything out of the catalog. Safe for any
 * thread.
 */
public final class ClusterFollower implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClusterFollower.class);

  private final FollowSettings settings;
  private final FollowScope scope;
  private final Catalog catalog;
  private final List<CatalogSource> sources;
  private final Optional<Announcements> announcements;

  @GuardedBy("this")
  private boolean started;

  private volatile Optional<Keeping> keeping = Optional.empty();

  /** The file of a snapshot, and what writes it. */
  private record Keeping(FollowSettings.Snapshot place, SnapshotKeeper keeper) {}

  /**
   * Where announcements come from.
   *
   * @param source name of the source in the catalog
   * @param root absolute path; every ServerSet at or below it is followed
   */
  public record Announcements(String source, String root) {}

  private ClusterFollower(FollowSettings settings, FollowScope scope) {
    this.settings = settings;
    this.scope = scope;
    this.catalog = new Catalog(scope.clock());
    MesosSource masters =
        new MesosSource(
            catalog,
            options(settings.masters(), scope.clients()),
            scope.clock(),
            scope.clients().http());
    Optional<ServerSetSource> sets =
        settings.serverSets().map(set -> new ServerSetSource(catalog, options(set), scope.clock()));
    this.sources = Stream.concat(Stream.of(masters), sets.stream()).toList();
    this.announcements = sets.map(set -> new Announcements(set.name(), set.root()));
  }

  /**
   * A follower that has not begun yet. If its settings name a snapshot and an earlier process left
   * one there, the catalog holds it from the start, until the sources have news.
   *
   * @param scope the process' own
   * @throws IllegalArgumentException if a file of the settings can't be used; the message names it
   */
  public static ClusterFollower open(FollowSettings settings, FollowScope scope) {
    ClusterFollower follower =
        new ClusterFollower(requireNonNull(settings, "settings"), requireNonNull(scope, "scope"));
    follower.restore();
    return follower;
  }

  private static MesosOptions options(FollowSettings.Masters masters, MasterClients clients) {
    return new MesosOptions(
        masters.zooKeeper(),
        masters.addresses(),
        masters.refresh(),
        masters.stateTimeout(),
        masters.answerLimit(),
        MesosOptions.DEFAULT_REREGISTER_WINDOW,
        clients.login(masters),
        clients.tls(masters));
  }

  private static ServerSetOptions options(FollowSettings.ServerSets sets) {
    ZooKeeperUrl url = sets.zooKeeper();
    String credential = url.digest().map(digest -> digest + "@").orElse("");
    return ServerSetOptions.of(
        "zk://" + credential + url.connectString() + url.path(), sets.path());
  }

  private void restore() {
    keeping = settings.snapshot().map(this::keeperAt);
    for (SourceSnapshot snapshot : keeping.map(k -> k.keeper().read()).orElse(List.of())) {
      for (CatalogSource source : sources) {
        if (source.status().name().equals(snapshot.source())) {
          source.restore(snapshot);
          log.info(
              "{}: serving the snapshot saved at {}, {} entities, until there is a new one",
              snapshot.source(),
              snapshot.heard(),
              snapshot.entities().size());
        }
      }
    }
  }

  private Keeping keeperAt(FollowSettings.Snapshot place) {
    return new Keeping(
        place,
        new SnapshotKeeper(
            place.file(),
            place.owner() + ", " + settings.identity(),
            catalog,
            this::sources,
            SnapshotKeeper.Pace.DEFAULT,
            scope.clock()));
  }

  /** Begins to follow; returns at once. Does nothing if it began before. */
  public synchronized void start() {
    if (started) {
      return;
    }
    started = true;
    keeping.ifPresent(k -> k.keeper().start());
    sources.forEach(CatalogSource::start);
    log.info("following {}", settings.masters());
    settings.serverSets().ifPresent(set -> log.info("following the ServerSets of {}", set));
  }

  /**
   * Keeps the snapshot at another place from now on, or nowhere; what lies there is not read. The
   * file of before is written once more.
   */
  public synchronized void keepSnapshot(Optional<FollowSettings.Snapshot> place) {
    if (place.equals(keeping.map(Keeping::place))) {
      return;
    }
    keeping.ifPresent(k -> k.keeper().close());
    keeping = place.map(this::keeperAt);
    keeping.ifPresent(k -> k.keeper().start());
  }

  /** Whether these settings mean the same cluster, asked in the same way, wherever it is saved. */
  public boolean follows(FollowSettings other) {
    return settings.withoutSnapshot().equals(other.withoutSnapshot());
  }

  /** The cluster as it is known. */
  public Catalog catalog() {
    return catalog;
  }

  /** Where announcements come from, if ServerSets are followed. */
  public Optional<Announcements> announcements() {
    return announcements;
  }

  /** How each source stands, with its faults. */
  public List<SourceStatus> sources() {
    return sources.stream().map(CatalogSource::status).toList();
  }

  /** How the snapshot on disk stands, if one is kept. */
  public Optional<SnapshotStatus> snapshot() {
    return keeping.map(k -> k.keeper().status());
  }

  /** What the sources could not read. */
  public List<SkippedBySource> skipped() {
    return sources.stream().map(source -> skipped(source.status(), source.skipped())).toList();
  }

  private static SkippedBySource skipped(SourceStatus status, List<SkippedItem> latest) {
    return new SkippedBySource(status.name(), status.skipped(), latest);
  }

  /** Stops following, and saves the snapshot once more; the catalog stays. Safe to call twice. */
  @Override
  public synchronized void close() {
    keeping.ifPresent(k -> k.keeper().close());
    for (int i = sources.size() - 1; i >= 0; i--) {
      sources.get(i).close();
    }
  }
}
