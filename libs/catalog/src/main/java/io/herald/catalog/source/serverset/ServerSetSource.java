package io.herald.catalog.source.serverset;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.Edits;
import io.herald.catalog.EntityKind;
import io.herald.catalog.Interner;
import io.herald.catalog.Portion;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.monitor.ServerSetListener;
import io.herald.serverset.monitor.ServerSetMonitor;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the catalog's announcements equal to the members of all ServerSets below a path.
 *
 * <p>While ZooKeeper is not to be reached the last picture stands. Members that say anything but
 * ALIVE are left out, as other readers do. The connection is the caller's to close.
 */
public final class ServerSetSource implements CatalogSource {

  private final ZooKeeperConnection connection;
  private final ServerSetPath root;
  private final Clock clock;
  private final Portion portion;
  private final Map<String, LongAdder> events = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> skipped = new ConcurrentHashMap<>();
  private @Nullable ServerSetMonitor monitor;

  private volatile Optional<String> following = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<Instant> lastHeard = Optional.empty();
  private volatile Optional<Instant> lastPicture = Optional.empty();

  /** Registers with the catalog; nothing else happens before {@link #start}. */
  public ServerSetSource(
      Catalog catalog, ZooKeeperConnection connection, ServerSetPath root, Clock clock) {
    this.connection = requireNonNull(connection, "connection");
    this.root = requireNonNull(root, "root");
    this.clock = requireNonNull(clock, "clock");
    this.portion = catalog.register("serverset " + root);
  }

  /**
   * Begins to follow.
   *
   * @throws IllegalStateException if it was started before
   */
  @Override
  public synchronized void start() {
    if (monitor != null) {
      throw new IllegalStateException("the source of " + root + " was started before");
    }
    trouble = Optional.of("not connected to " + connection + " yet");
    monitor = ServerSetMonitor.ofTree(connection, root, new Follower());
  }

  @Override
  public SourceStatus status() {
    return new SourceStatus(
        portion.name(), following, trouble, lastHeard, lastPicture, sums(events), sums(skipped), 0);
  }

  @Override
  public void close() {
    ServerSetMonitor running;
    synchronized (this) {
      running = monitor;
    }
    if (running != null) {
      running.close();
    }
  }

  /** Collects changes until they are settled; called by the monitor's thread alone. */
  private final class Follower implements ServerSetListener {

    private boolean pictured;
    private Edits edits = portion.edit();

    @Override
    public void added(ServerSetPath group, String nodeName, Member member) {
      count(events, "added");
      if (member.isAlive()) {
        edits.put(announcement(group, nodeName, member));
      } else {
        count(skipped, "announcement that is not alive");
      }
    }

    @Override
    public void removed(ServerSetPath group, String nodeName, Member member) {
      count(events, "removed");
      edits.remove(new Announcement.Id(group.value(), nodeName));
    }

    @Override
    public void malformed(ServerSetPath group, String nodeName, MemberFormatException reason) {
      count(skipped, "announcement");
    }

    @Override
    public void settled() {
      Instant now = clock.instant();
      if (pictured) {
        edits.commit();
      } else {
        // The first picture counts as one even where there is nothing.
        portion.replace(edits.all(EntityKind.ANNOUNCEMENT));
        pictured = true;
      }
      edits = portion.edit();
      lastHeard = Optional.of(now);
      lastPicture = Optional.of(now);
    }

    @Override
    public void connected(boolean connected) {
      following = connected ? Optional.of("watch") : Optional.empty();
      trouble =
          connected
              ? Optional.empty()
              : Optional.of("the connection to " + connection + " is lost");
    }
  }

  private Announcement announcement(ServerSetPath group, String nodeName, Member member) {
    Interner interner = portion.interner();
    Map<String, Endpoint> additional = new HashMap<>();
    member
        .additionalEndpoints()
        .forEach((name, endpoint) -> additional.put(interner.intern(name), endpoint(endpoint)));
    return new Announcement(
        interner.intern(group.value()),
        nodeName,
        endpoint(member.serviceEndpoint()),
        additional,
        member.shard());
  }

  private Endpoint endpoint(io.herald.serverset.member.Endpoint endpoint) {
    return new Endpoint(portion.interner().intern(endpoint.host()), endpoint.port());
  }

  private static void count(Map<String, LongAdder> counts, String what) {
    counts.computeIfAbsent(what, unused -> new LongAdder()).increment();
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((what, count) -> sums.put(what, count.sum()));
    return sums;
  }
}
