package io.herald.catalog.source.serverset;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.Edits;
import io.herald.catalog.EventCounts;
import io.herald.catalog.Interner;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SkippedItems;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.source.session.SessionWatch;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.monitor.ServerSetListener;
import io.herald.serverset.monitor.ServerSetMonitor;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the catalog's announcements equal to the members of all ServerSets below a path, whatever
 * their status. Changes that ZooKeeper reports together are one batch.
 *
 * <p>While ZooKeeper can't be reached, or refuses, the last snapshot stays and {@link #status} says
 * so. A member is removed when ZooKeeper says that it is gone: its owner deleted it, or the owner's
 * session ended. Malformed members are skipped and counted.
 */
public final class ServerSetSource implements CatalogSource {

  private final ServerSetOptions options;
  private final Clock clock;
  private final SourcePartition partition;
  private final EventCounts events = new EventCounts();
  private final SkippedItems skippedItems;

  @GuardedBy("this")
  private @Nullable ZooKeeperConnection connection;

  @GuardedBy("this")
  private @Nullable ServerSetMonitor monitor;

  private volatile Optional<String> following = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<Instant> lastHeard = Optional.empty();
  private volatile Optional<Instant> lastSnapshot = Optional.empty();
  private volatile boolean stale;
  private volatile Optional<SessionWatch> session = Optional.empty();

  /** Registers with the catalog; nothing else happens before {@link #start}. */
  public ServerSetSource(Catalog catalog, ServerSetOptions options, Clock clock) {
    this.options = requireNonNull(options, "options");
    this.clock = requireNonNull(clock, "clock");
    this.partition = catalog.register("serverset " + options.root());
    this.skippedItems = new SkippedItems(partition.name());
  }

  /** The path below which all sets are followed; no trailing slash. */
  public String root() {
    return options.root().value();
  }

  /** As it is registered with the catalog. */
  public String name() {
    return partition.name();
  }

  @Override
  public void restore(SourceSnapshot snapshot) {
    partition.replace(snapshot.entities());
    stale = true;
    lastHeard = Optional.of(snapshot.heard());
    lastSnapshot = Optional.of(snapshot.heard());
  }

  /**
   * Begins to follow.
   *
   * @throws IllegalStateException if it was started before
   */
  @Override
  public synchronized void start() {
    if (monitor != null) {
      throw new IllegalStateException("the source " + partition.name() + " was started before");
    }
    trouble = Optional.of("not connected to " + zooKeeper() + " yet");
    SessionWatch watch = new SessionWatch(options.zooKeeper().servers().toString(), clock);
    session = Optional.of(watch);
    connection = ZooKeeperConnection.open(options.zooKeeper(), watch);
    monitor = ServerSetMonitor.ofTree(connection, options.root(), new Follower());
  }

  @Override
  public SourceStatus status() {
    Optional<String> now = following;
    return new SourceStatus(
        partition.name(),
        now,
        trouble,
        // The client pings the server: while it is connected, silence means that nothing changed.
        now.isPresent() && !stale ? Optional.of(clock.instant()) : lastHeard,
        lastSnapshot,
        events.view(),
        skippedItems.counts(),
        0,
        stale,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        session.map(SessionWatch::now));
  }

  @Override
  public List<SkippedItem> skipped() {
    return skippedItems.latest();
  }

  @Override
  public void close() {
    ServerSetMonitor running;
    ZooKeeperConnection open;
    synchronized (this) {
      running = monitor;
      open = connection;
    }
    if (running != null) {
      running.close();
    }
    if (open != null) {
      open.close();
    }
  }

  private String zooKeeper() {
    return "ZooKeeper at " + options.zooKeeper().servers();
  }

  /** Collects changes until they are settled; called by the monitor's thread alone. */
  private final class Follower implements ServerSetListener {

    private final Set<ServerSetPath> refused = new TreeSet<>();
    private final Map<Entity.Key, Announcement> first = new LinkedHashMap<>();
    private boolean snapshotRead;
    private Edits edits = partition.edit();

    @Override
    public void added(ServerSetPath group, String nodeName, Member member) {
      events.count("added");
      Announcement announcement = announcement(group, nodeName, member);
      if (snapshotRead) {
        edits.put(announcement);
      } else {
        first.put(announcement.key(), announcement);
      }
    }

    @Override
    public void removed(ServerSetPath group, String nodeName, Member member) {
      events.count("removed");
      Announcement.Id key = new Announcement.Id(group.value(), nodeName);
      if (snapshotRead) {
        edits.remove(key);
      } else {
        first.remove(key);
      }
    }

    @Override
    public void malformed(ServerSetPath group, String nodeName, MemberFormatException reason) {
      skippedItems.skip(
          "announcement", group.child(nodeName).value(), String.valueOf(reason.getMessage()));
    }

    @Override
    public void readable(ServerSetPath folder, boolean readable) {
      if (readable) {
        refused.remove(folder);
      } else {
        refused.add(folder);
        skippedItems.skip(
            "folder of announcements", folder.value(), "ZooKeeper refuses to let us read it");
      }
    }

    @Override
    public void settled() {
      trouble = refusal();
      if (refused.contains(options.root())) {
        return; // nothing was seen: that isn't a snapshot of an empty tree
      }
      if (snapshotRead) {
        edits.commit();
      } else {
        // The first snapshot counts as one even where there is nothing.
        partition.replace(first.values());
        first.clear();
        snapshotRead = true;
        stale = false;
      }
      edits = partition.edit();
      lastSnapshot = Optional.of(clock.instant());
    }

    @Override
    public void connected(boolean connected) {
      if (connected) {
        following = Optional.of("watch");
        trouble = refusal();
      } else {
        if (!stale) {
          lastHeard = Optional.of(clock.instant());
        }
        following = Optional.empty();
        trouble = Optional.of("the connection to " + zooKeeper() + " is lost");
      }
    }

    private Optional<String> refusal() {
      return refused.stream()
          .findFirst()
          .map(
              folder ->
                  zooKeeper()
                      + " refuses to let us read "
                      + folder
                      + "; check credentials and its ACL");
    }
  }

  private Announcement announcement(ServerSetPath group, String nodeName, Member member) {
    Interner interner = partition.interner();
    Map<String, AnnouncedEndpoint> additional = new HashMap<>();
    member
        .additionalEndpoints()
        .forEach((name, endpoint) -> additional.put(interner.intern(name), endpoint(endpoint)));
    return new Announcement(
        interner.intern(group.value()),
        nodeName,
        endpoint(member.serviceEndpoint()),
        additional,
        member.shard(),
        interner.intern(member.status().name()),
        member.metadata());
  }

  private AnnouncedEndpoint endpoint(io.herald.serverset.member.Endpoint endpoint) {
    return new AnnouncedEndpoint(partition.interner().intern(endpoint.host()), endpoint.port());
  }
}
