package io.herald.mesos.leader;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the group in which masters register: children {@code json.info_<sequence>}, the lowest of
 * which leads, each holding a MasterInfo as JSON (Mesos 0.24 and newer). Other children, the
 * replicated log's among them, are skipped.
 *
 * <p>One thread of its own does all the work. While ZooKeeper can't be reached the last answer
 * stays true: a master that is cut off from ZooKeeper gives up leading by itself. One line is
 * logged when the trouble begins and one when it is over.
 */
public final class ZooKeeperLeaderDetector implements LeaderDetector {

  private static final Logger log = LoggerFactory.getLogger(ZooKeeperLeaderDetector.class);

  private static final String MEMBER = "json.info_";
  private static final String UNREACHABLE = "can't be reached";
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Who is not connected by then at the start is told why, before it is taken for nobody's word.
   */
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);

  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ZooKeeperUrl url;
  private final CuratorFramework zooKeeper;
  private final ScheduledThreadPoolExecutor worker;
  private final ConnectionStateListener connectionListener =
      (client, state) -> connectionChanged(state);

  /** One object for ever: ZooKeeper tells each of the watchers that it was given. */
  private final Watcher watcher = this::changed;

  /** The worker's own: what is below is not touched by other threads. */
  private final Map<String, MasterAddress> known = new HashMap<>();

  private final Set<String> unreadable = new HashSet<>();
  private @Nullable Election last;
  private boolean inTrouble;
  private int failures;

  private volatile @Nullable Listener listener;

  public ZooKeeperLeaderDetector(ZooKeeperUrl url) {
    this.url = url;
    this.worker =
        new NamedScheduler(
            "leader-detector",
            // ZooKeeper's threads may bring a last piece of news after close.
            new ThreadPoolExecutor.DiscardPolicy());
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(url.connectString())
            .sessionTimeoutMs((int) SESSION_TIMEOUT.toMillis())
            .connectionTimeoutMs((int) CONNECTION_TIMEOUT.toMillis())
            .retryPolicy(new RetryOneTime(100));
    url.digest().ifPresent(digest -> builder.authorization("digest", digest.getBytes(UTF_8)));
    this.zooKeeper = builder.build();
  }

  @Override
  public synchronized void start(Listener newListener) {
    if (listener != null) {
      throw new IllegalStateException("leader detector " + this + " was started before");
    }
    listener = newListener;
    zooKeeper.getConnectionStateListenable().addListener(connectionListener, worker);
    zooKeeper.start();
    worker.execute(this::readFirst);
  }

  @Override
  public void close() {
    zooKeeper.getConnectionStateListenable().removeListener(connectionListener);
    worker.shutdownNow();
    zooKeeper.close();
  }

  @Override
  public String toString() {
    return url.toString();
  }

  private void connectionChanged(ConnectionState state) {
    if (state.isConnected()) {
      read();
    } else {
      unreachable();
    }
  }

  /** What happens to the connection comes here too, to each watch; its listener sees to that. */
  private void changed(WatchedEvent event) {
    if (event.getType() != Watcher.Event.EventType.None) {
      worker.execute(this::read);
    }
  }

  private void readFirst() {
    try {
      if (!zooKeeper.blockUntilConnected((int) FIRST_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        ServerDiagnosis.of(url.connectString()).ifPresent(why -> troubled(UNREACHABLE, why));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
      return;
    }
    read();
  }

  private void read() {
    Optional<Election> election;
    try {
      election = readElection();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
      return;
    } catch (KeeperException.ConnectionLossException
        | KeeperException.SessionExpiredException
        | KeeperException.OperationTimeoutException e) {
      unreachable();
      retryLater();
      return;
    } catch (KeeperException.NoAuthException | KeeperException.AuthFailedException e) {
      troubled(
          "can't be read",
          "the permission to read " + url.path() + " is missing; write zk://user:password@host");
      retryLater();
      return;
    } catch (Exception e) { // Curator declares no less
      troubled("can't be read", Reason.of(e));
      retryLater();
      return;
    }
    if (inTrouble) {
      inTrouble = false;
      log.info("{}: reached again", url);
      tell(Listener::reachable);
    }
    if (election.isPresent()) {
      failures = 0;
      tell(election.get());
    } else {
      retryLater();
    }
  }

  /** Empty if the leader's node can't be read now. */
  private Optional<Election> readElection() throws Exception {
    List<String> members = new ArrayList<>();
    for (String child : children()) {
      if (child.startsWith(MEMBER)) {
        members.add(child);
      }
    }
    members.sort(Comparator.comparing(ZooKeeperLeaderDetector::sequence));
    known.keySet().retainAll(members);
    unreadable.retainAll(members);
    List<MasterAddress> masters = new ArrayList<>();
    for (String member : members) {
      Optional<MasterAddress> address = address(member);
      if (address.isEmpty() && member.equals(members.get(0))) {
        // It went between the two reads, or holds garbage: that isn't yet the next one's turn.
        return Optional.empty();
      }
      address.ifPresent(masters::add);
    }
    return Optional.of(
        masters.isEmpty()
            ? Election.NOBODY
            : new Election(Optional.of(masters.get(0)), masters.subList(1, masters.size())));
  }

  /** The group's nodes, none if it isn't there yet; a watch is left in both cases. */
  private List<String> children() throws Exception {
    while (zooKeeper.checkExists().usingWatcher(watcher).forPath(url.path()) != null) {
      try {
        return zooKeeper.getChildren().usingWatcher(watcher).forPath(url.path());
      } catch (KeeperException.NoNodeException e) {
        log.debug("{}: went between two reads", url);
      }
    }
    return List.of();
  }

  private Optional<MasterAddress> address(String member) throws Exception {
    MasterAddress address = known.get(member);
    if (address == null) {
      String path = url.path().equals("/") ? "/" + member : url.path() + "/" + member;
      try {
        address = parse(zooKeeper.getData().forPath(path));
      } catch (KeeperException.NoNodeException e) {
        return Optional.empty();
      } catch (IOException | IllegalArgumentException e) {
        if (unreadable.add(member)) {
          log.warn(
              "{}/{} is not a MasterInfo and is skipped: {}",
              url,
              Printable.of(member),
              Printable.of(Reason.of(e)));
        }
        return Optional.empty();
      }
      known.put(member, address);
    }
    return Optional.of(address);
  }

  /**
   * Reads a MasterInfo: {@code address}, else the packed {@code ip}, network order read as
   * little-endian.
   */
  static MasterAddress parse(byte[] masterInfo) throws IOException {
    JsonNode info = JSON.readTree(masterInfo);
    JsonNode address = info.path("address");
    String host = address.path("ip").asText(address.path("hostname").asText(""));
    int port = address.path("port").asInt(info.path("port").asInt(MasterAddress.DEFAULT_PORT));
    if (host.isEmpty() && info.has("ip")) {
      long ip = info.get("ip").asLong();
      host = (ip & 255) + "." + (ip >> 8 & 255) + "." + (ip >> 16 & 255) + "." + (ip >> 24 & 255);
    }
    return new MasterAddress(host, port);
  }

  private static long sequence(String member) {
    try {
      return Long.parseLong(member.substring(MEMBER.length()));
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private void tell(Election election) {
    if (!election.equals(last)) {
      last = election;
      tell(told -> told.elected(election));
    }
  }

  private void tell(Consumer<Listener> news) {
    Listener told = listener;
    if (told == null) {
      return;
    }
    try {
      news.accept(told);
    } catch (RuntimeException e) {
      log.error("{}: the listener failed", url, e);
    }
  }

  /** Finds out why, once for each time of trouble. */
  private void unreachable() {
    if (inTrouble) {
      return;
    }
    try {
      String servers = url.connectString();
      troubled(
          UNREACHABLE,
          ServerDiagnosis.of(servers)
              .orElse("a server accepts connections, but the session is lost or not given"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void troubled(String what, String why) {
    if (!inTrouble) {
      inTrouble = true;
      log.warn("{}: {} ({}); the last known leader stays, trying on", url, what, why);
      tell(told -> told.unreachable(url + " " + what + ": " + why));
    }
  }

  /** A bound that doubles with each failure in a row; anything from half of it to all of it. */
  private void retryLater() {
    long bound =
        Math.min(LONGEST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(failures++, 10));
    long delay = ThreadLocalRandom.current().nextLong(bound / 2, bound + 1);
    var unused = worker.schedule(this::read, delay, TimeUnit.MILLISECONDS);
  }
}
