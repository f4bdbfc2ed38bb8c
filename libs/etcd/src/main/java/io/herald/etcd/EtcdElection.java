package io.herald.etcd;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.Threads;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An election as etcd's own clients hold it: each candidate has a key {@code <prefix>/<lease in
 * hexadecimal digits>} that lives as long as its lease, and the key with the smallest create
 * revision leads. Works on a thread of its own, and goes on for ever: a candidate that loses its
 * lease or its key stands again. Safe for any thread.
 *
 * <p>A process that stood still may believe that it leads when it doesn't any more. So each write
 * of a leader is a transaction that has {@link #stillLeading} among its conditions: then no two
 * leaders write.
 */
public final class EtcdElection implements AutoCloseable {

  /** Hears of it on the election's threads; must not block for long. */
  public interface Listener {

    /** We lead. */
    void elected();

    /** We don't lead any more. Called before another is told that it leads, if clocks agree. */
    void deposed(String reason);
  }

  private static final Logger log = LoggerFactory.getLogger(EtcdElection.class);

  private final EtcdClient client;
  private final String prefix;
  private final ByteString value;
  private final Duration ttl;
  private final Listener listener;
  private final FailureLog failures = new FailureLog(log);
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private final Thread thread;
  private volatile boolean closed;

  @GuardedBy("this")
  private @Nullable EtcdCompare leading;

  private EtcdElection(
      EtcdClient client, String prefix, String value, Duration ttl, Listener listener) {
    this.client = client;
    this.prefix = prefix.endsWith("/") ? prefix : prefix + "/";
    this.value = ByteString.copyFromUtf8(value);
    this.ttl = ttl;
    this.listener = listener;
    this.thread = Threads.daemon("etcd-election " + prefix, this::run);
  }

  /**
   * Stands for election.
   *
   * @param value what the key says of us
   * @param ttl after which time without a sign from us another leads; at least 1 s
   */
  public static EtcdElection stand(
      EtcdClient client, String prefix, String value, Duration ttl, Listener listener) {
    EtcdElection election = new EtcdElection(client, prefix, value, ttl, listener);
    election.thread.start();
    return election;
  }

  /** The condition under which we lead; empty if we don't, as far as we know. */
  public synchronized Optional<EtcdCompare> stillLeading() {
    return Optional.ofNullable(leading);
  }

  /** Whether we lead, as far as we know. */
  public boolean isLeader() {
    return stillLeading().isPresent();
  }

  private void run() {
    try {
      while (!closed) {
        try (EtcdLease lease = client.lease(ttl)) {
          candidate(lease);
          backoff.succeeded();
        } catch (EtcdException e) {
          failures.failed("{}: no election: {}; trying again", prefix, e.getMessage());
        }
        if (!closed) {
          Thread.sleep(backoff.failed().toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** From the lease to its end. */
  private void candidate(EtcdLease lease) throws EtcdException, InterruptedException {
    String own = prefix + Long.toHexString(lease.id());
    long created = 0;
    try {
      created = client.put(own, value, lease.id());
      failures.succeeded("{}: standing for election again", prefix);
      CountDownLatch ended = new CountDownLatch(1);
      var unused = lease.lost().thenRun(ended::countDown);
      long revision = created;
      try (PrefixFollower candidates =
          PrefixFollower.start(client, prefix, new Candidates(own, revision, ended))) {
        while (!closed && lease.isAlive() && !ended.await(100, TimeUnit.MILLISECONDS)) {
          // The lease's own clock decides.
        }
      }
    } finally {
      depose(closed ? "the election was closed" : "the lease or the key is gone");
      withdraw(lease, created != 0);
    }
  }

  /** So that the next one need not wait for the lease's end. */
  private void withdraw(EtcdLease lease, boolean standing) {
    lease.close();
    boolean interrupted = Thread.interrupted();
    try {
      if (standing) {
        client.revoke(lease.id());
      }
    } catch (EtcdException e) {
      log.debug("{}: the lease ends by itself: {}", prefix, e.getMessage());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Candidates implements PrefixListener {
    private final Map<String, Long> created = new HashMap<>();
    private final String own;
    private final long revision;
    private final CountDownLatch ended;

    Candidates(String own, long revision, CountDownLatch ended) {
      this.own = own;
      this.revision = revision;
      this.ended = ended;
    }

    @Override
    public void changed(PrefixBatch batch) {
      batch.deletes().forEach(created::remove);
      batch.puts().forEach(entry -> created.put(entry.key(), entry.createRevision()));
      if (!batch.complete()) {
        return;
      }
      Long ours = created.get(own);
      if (ours == null || ours != revision) {
        ended.countDown(); // somebody removed our key
      } else if (created.values().stream().allMatch(other -> other >= ours)) {
        elect(EtcdCompare.createRevision(own, EtcdCompare.Is.EQUAL, revision));
      }
    }
  }

  private void elect(EtcdCompare condition) {
    synchronized (this) {
      if (leading != null || closed) {
        return;
      }
      leading = condition;
    }
    listener.elected();
  }

  private void depose(String reason) {
    synchronized (this) {
      if (leading == null) {
        return;
      }
      leading = null;
    }
    listener.deposed(reason);
  }

  /** Withdraws, so that another leads at once if etcd can be reached. */
  @Override
  public void close() {
    closed = true;
    Threads.end(thread);
  }
}
