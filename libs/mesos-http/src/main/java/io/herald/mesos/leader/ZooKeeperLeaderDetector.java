package io.herald.mesos.leader;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
 * Watches the {@link MasterGroup} in which masters register, with a ZooKeeper session of its own.
 *
 * <p>One thread does all the work. While ZooKeeper can't be reached, or can't be read, the last
 * answer stays true: a master that is cut off from ZooKeeper gives up leading by itself. The first
 * failure and the recovery are logged and reported to the listener.
 */
public final class ZooKeeperLeaderDetector implements LeaderDetector {

  private static final Logger log = LoggerFactory.getLogger(ZooKeeperLeaderDetector.class);

  private static final String UNREACHABLE = "can't be reached";
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  /** If no session is open by then at the start, the reason is found and reported. */
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);

  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private final ZooKeeperUrl url;
  private final CuratorFramework zooKeeper;
  private final ScheduledThreadPoolExecutor worker;
  private final ConnectionStateListener connectionListener =
      (client, state) -> connectionChanged(state);

  // Of the worker alone.
  private final MasterGroup group;
  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
  private final FailureLog failures = new FailureLog(log);
  private @Nullable Election last;

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
    this.group = new MasterGroup(zooKeeper, url, this::changed);
  }

  @Override
  public synchronized void start(Listener newListener) {
    if (listener != null) {
      throw new IllegalStateException("leader detector " + this + " was started before");
    }
    listener = newListener;
    zooKeeper
        .getConnectionStateListenable()
        .addListener((client, state) -> newListener.connection(state));
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
        ServerDiagnosis.of(url.connectString()).ifPresent(why -> failed(UNREACHABLE, why));
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
      election = group.read();
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
      failed(
          "can't be read",
          "the permission to read " + url.path() + " is missing; write zk://user:password@host");
      retryLater();
      return;
    } catch (Exception e) { // Curator declares no less
      failed("can't be read", Reason.of(e));
      retryLater();
      return;
    }
    if (failures.succeeded("{}: reached again", url)) {
      report(Listener::reachable);
    }
    if (election.isPresent()) {
      backoff.succeeded();
      report(election.get());
    } else {
      retryLater();
    }
  }

  private void report(Election election) {
    if (!election.equals(last)) {
      last = election;
      report(reported -> reported.elected(election));
    }
  }

  private void report(Consumer<Listener> news) {
    Listener reported = listener;
    if (reported == null) {
      return;
    }
    try {
      news.accept(reported);
    } catch (RuntimeException e) {
      log.error("{}: the listener failed", url, e);
    }
  }

  /** Finds out why, once for each series of failures. */
  private void unreachable() {
    if (failures.isFailing()) {
      return;
    }
    try {
      failed(
          UNREACHABLE,
          ServerDiagnosis.of(url.connectString())
              .orElse("a server accepts connections, but the session is lost or was not granted"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void failed(String what, String why) {
    if (failures.failed("{}: {} ({}); the last known leader stays; retrying", url, what, why)) {
      report(reported -> reported.unreachable(url + " " + what + ": " + why));
    }
  }

  private void retryLater() {
    var unused = worker.schedule(this::read, backoff.failed().toMillis(), TimeUnit.MILLISECONDS);
  }
}
