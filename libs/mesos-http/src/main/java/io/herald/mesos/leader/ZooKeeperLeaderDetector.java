package io.herald.mesos.leader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
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
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ZooKeeperUrl url;
  private final CuratorFramework zooKeeper;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "leader-detector");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, MasterAddress> known = new HashMap<>();
  private @Nullable Listener listener;
  private @Nullable Election last;
  private boolean inTrouble;

  public ZooKeeperLeaderDetector(ZooKeeperUrl url) {
    this.url = url;
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(url.connectString())
            .sessionTimeoutMs((int) SESSION_TIMEOUT.toMillis())
            .connectionTimeoutMs((int) CONNECTION_TIMEOUT.toMillis())
            .retryPolicy(new RetryOneTime(100));
    url.digest()
        .ifPresent(
            digest -> builder.authorization("digest", digest.getBytes(StandardCharsets.UTF_8)));
    this.zooKeeper = builder.build();
  }

  @Override
  public synchronized void start(Listener listener) {
    if (this.listener != null) {
      throw new IllegalStateException("leader detector " + this + " was started before");
    }
    this.listener = listener;
    zooKeeper
        .getConnectionStateListenable()
        .addListener((client, state) -> connectionChanged(state), worker);
    zooKeeper.start();
    worker.execute(this::read);
  }

  @Override
  public void close() {
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
      troubled("the connection is " + state);
    }
  }

  private void read() {
    try {
      List<String> members = new ArrayList<>();
      for (String child :
          zooKeeper
              .getChildren()
              .usingWatcher((org.apache.zookeeper.Watcher) this::changed)
              .forPath(url.path())) {
        if (child.startsWith(MEMBER)) {
          members.add(child);
        }
      }
      members.sort(Comparator.comparing(ZooKeeperLeaderDetector::sequence));
      known.keySet().retainAll(members);
      List<MasterAddress> masters = new ArrayList<>();
      for (String member : members) {
        Optional<MasterAddress> address = address(member);
        if (address.isEmpty() && member.equals(members.get(0))) {
          // The leader's node went between the two reads, or can't be read: not the next one's
          // turn.
          retryLater();
          return;
        }
        address.ifPresent(masters::add);
      }
      elected(
          masters.isEmpty()
              ? Election.NOBODY
              : new Election(Optional.of(masters.get(0)), masters.subList(1, masters.size())));
    } catch (KeeperException.NoNodeException e) {
      elected(Election.NOBODY);
      retryLater();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // Curator declares no less
      troubled(e.getMessage());
      retryLater();
    }
  }

  private void changed(org.apache.zookeeper.WatchedEvent event) {
    if (!worker.isShutdown()) {
      worker.execute(this::read);
    }
  }

  private void retryLater() {
    if (!worker.isShutdown()) {
      long jitter = ThreadLocalRandom.current().nextLong(RETRY_MILLIS / 2);
      var unused = worker.schedule(this::read, RETRY_MILLIS + jitter, TimeUnit.MILLISECONDS);
    }
  }

  private Optional<MasterAddress> address(String member) throws Exception {
    MasterAddress address = known.get(member);
    if (address == null) {
      try {
        address =
            parse(
                zooKeeper
                    .getData()
                    .forPath(url.path().equals("/") ? "/" + member : url.path() + "/" + member));
      } catch (KeeperException.NoNodeException e) {
        return Optional.empty();
      } catch (IOException | IllegalArgumentException e) {
        log.warn("{}/{} is not a MasterInfo and is skipped: {}", url, member, e.getMessage());
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

  private void elected(Election election) {
    if (inTrouble) {
      inTrouble = false;
      log.info("{}: reached again", url);
    }
    if (!election.equals(last) && listener != null) {
      last = election;
      listener.elected(election);
    }
  }

  private void troubled(String why) {
    if (!inTrouble) {
      inTrouble = true;
      log.warn("{}: can't be reached ({}); the last known leader stays, trying on", url, why);
    }
  }
}
