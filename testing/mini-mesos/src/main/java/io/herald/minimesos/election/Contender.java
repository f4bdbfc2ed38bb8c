package io.herald.minimesos.election;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A master's place in the election at ZooKeeper: an ephemeral sequential node {@code json.info_},
 * whose data is the MasterInfo as JSON; the lowest number leads. ZooKeeper is talked to on a thread
 * of its own, where the listener is called too. While the connection is down nothing is reported;
 * when the session is lost, that there is no leader.
 */
public final class Contender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Contender.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NODE = "json.info_";
  private static final int SESSION_MILLIS = 10_000;
  private static final int CONNECT_MILLIS = 10_000;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final ZooKeeperUrl url;
  private final Listener listener;
  private final CuratorFramework client;
  private final ScheduledExecutorService thread;
  private byte @Nullable [] info;
  private @Nullable String node;
  private final FailureLog failures = new FailureLog(log);
  private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);

  /** Hears of the election, on the candidature's thread. */
  public interface Listener {

    /** The leader, or that there is none. May be repeated. */
    void leadership(Leadership now);

    /** The session is lost and with it the place: who stood must stand anew. */
    void sessionLost();
  }

  private Contender(ZooKeeperUrl url, Listener listener) {
    this.url = url;
    this.listener = listener;
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(url.connectString())
            .sessionTimeoutMs(SESSION_MILLIS)
            .connectionTimeoutMs(CONNECT_MILLIS)
            .retryPolicy(new RetryOneTime(100));
    url.digest()
        .ifPresent(
            digest -> builder.authorization("digest", digest.getBytes(StandardCharsets.UTF_8)));
    this.client = builder.build();
    this.thread = new NamedScheduler("mini-mesos-election");
  }

  /**
   * Connects.
   *
   * @throws IOException if ZooKeeper can't be reached within 10 s
   */
  public static Contender open(ZooKeeperUrl url, Listener listener) throws IOException {
    Contender candidature = new Contender(url, listener);
    candidature.client.start();
    try {
      if (!candidature.client.blockUntilConnected(CONNECT_MILLIS, TimeUnit.MILLISECONDS)) {
        candidature.close();
        throw new IOException(
            url + ": ZooKeeper can't be reached within " + CONNECT_MILLIS / 1000 + " s");
      }
    } catch (InterruptedException e) {
      candidature.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while connecting to " + url, e);
    }
    candidature
        .client
        .getConnectionStateListenable()
        .addListener((from, state) -> candidature.connection(state));
    return candidature;
  }

  private void connection(ConnectionState state) {
    if (state == ConnectionState.LOST) {
      run(
          () -> {
            node = null;
            info = null;
            log.warn("{}: the session is lost, this master leads no more", url);
            listener.leadership(Leadership.NOBODY);
            listener.sessionLost();
          });
    } else if (state == ConnectionState.RECONNECTED) {
      run(this::look);
    }
  }

  /**
   * Stands for election, giving up the place that was held before. Tried until it works.
   *
   * @param masterInfo as JSON
   */
  public void stand(byte[] masterInfo) {
    run(
        () -> {
          withdraw();
          info = masterInfo;
          look();
        });
  }

  private void withdraw() {
    String old = node;
    node = null;
    if (old != null) {
      try {
        client.delete().guaranteed().forPath(old);
      } catch (Exception e) { // Curator declares no less
        failed("the old candidate node stays until its session ends", e);
      }
    }
  }

  /** Makes the node if it is missing, then sees who leads and watches for a change. */
  private void look() {
    byte[] wanted = info;
    try {
      if (wanted != null && node == null) {
        node =
            client
                .create()
                .creatingParentsIfNeeded()
                .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
                .forPath(child(NODE), wanted);
      }
      Leadership now = leadership();
      failures.succeeded("{}: the election can be followed again", url);
      backoff.succeeded();
      listener.leadership(now);
    } catch (KeeperException.NoNodeException e) {
      log.trace("the leader left in between", e);
      retry();
    } catch (Exception e) { // Curator declares no less
      failed("the election can't be followed; retrying", e);
      retry();
    }
  }

  private Leadership leadership() throws Exception {
    Optional<String> lowest =
        client.getChildren().usingWatcher(watcher()).forPath(url.path()).stream()
            .filter(name -> name.startsWith(NODE))
            .min(Comparator.comparing(name -> name.substring(NODE.length())));
    if (lowest.isEmpty()) {
      return Leadership.NOBODY;
    }
    JsonNode leader = MAPPER.readTree(client.getData().forPath(child(lowest.get())));
    return new Leadership(
        Optional.of(leader.path("id").asText()),
        Optional.of(leader.path("hostname").asText() + ":" + leader.path("port").asInt()));
  }

  private org.apache.curator.framework.api.CuratorWatcher watcher() {
    return event -> run(this::look);
  }

  private String child(String name) {
    return url.path().equals("/") ? "/" + name : url.path() + "/" + name;
  }

  private void failed(String what, Exception e) {
    if (!thread.isShutdown()) { // else closed in the middle of it
      failures.failed("{}: {} ({})", url, what, e.getMessage());
    }
  }

  private void retry() {
    try {
      // What the look meets is handled there.
      Future<?> unused =
          thread.schedule(this::look, backoff.failed().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.trace("closed", e);
    }
  }

  private void run(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      log.trace("closed", e);
    }
  }

  /** Gives up the place and the session. */
  @Override
  public void close() {
    try {
      thread.submit(this::withdraw).get(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      log.warn("{}: the candidate node could not be withdrawn: {}", url, e.getMessage());
    } catch (RejectedExecutionException e) {
      log.trace("closed before", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
    client.close();
  }
}
