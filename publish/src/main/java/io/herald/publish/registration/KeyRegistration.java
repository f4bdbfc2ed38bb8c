package io.herald.publish.registration;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdCompare;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdException;
import io.herald.etcd.EtcdLease;
import io.herald.etcd.EtcdSettings;
import io.herald.etcd.EtcdTransaction;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.Threads;
import io.herald.skydns.message.MalformedMessageException;
import io.herald.skydns.message.SkydnsJson;
import io.herald.skydns.message.SkydnsMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One key that is there while it is wanted and this process lives. {@link #show} and {@link #hide}
 * say what is wanted and return at once; a thread of its own brings it about, tries again whatever
 * fails, and puts the key again when its lease was lost or somebody removed it. A key of an earlier
 * run of the same publisher is taken over; one that somebody else wrote is left as it is, and
 * reported. Safe for any thread.
 */
public final class KeyRegistration implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KeyRegistration.class);

  private final EtcdClient client;
  private final String key;
  private final SkydnsMessage message;
  private final ByteString value;
  private final Duration ttl;
  private final FailureLog failures = new FailureLog(log);
  private final FailureLog foreign = new FailureLog(log);
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
  private final CountDownLatch left = new CountDownLatch(1);
  private final Thread thread = Threads.daemon("registration", this::run);

  @GuardedBy("this")
  private boolean wanted;

  @GuardedBy("this")
  private boolean over;

  @GuardedBy("this")
  private boolean woken;

  // Of the thread alone.
  private @Nullable EtcdLease lease;
  private boolean shown;

  private KeyRegistration(EtcdSettings etcd, String key, SkydnsMessage message, Duration ttl) {
    this.client = new EtcdClient(etcd);
    this.key = key;
    this.message = message;
    this.value = ByteString.copyFrom(SkydnsJson.write(message));
    this.ttl = ttl;
  }

  /**
   * A key that isn't there yet; does not wait for etcd.
   *
   * @param message with the publisher's name, by which a later run knows the key for its own
   * @param ttl how long the key outlives this process; whole seconds, 2 at least
   */
  public static KeyRegistration of(
      EtcdSettings etcd, String key, SkydnsMessage message, Duration ttl) {
    if (message.publisher().isEmpty()) {
      throw new IllegalArgumentException("a registration names its publisher");
    }
    KeyRegistration registration = new KeyRegistration(etcd, key, message, ttl);
    registration.thread.start();
    return registration;
  }

  /** The key is to be there from now on. */
  public void show() {
    want(true);
  }

  /** The key is to be gone from now on; it may be shown again. */
  public void hide() {
    want(false);
  }

  /**
   * Removes the key for good and waits for etcd's confirmation.
   *
   * @return whether it was confirmed in time; if not, the key ends with its lease
   */
  public boolean leave(Duration atMost) throws InterruptedException {
    synchronized (this) {
      over = true;
      wanted = false;
      wake();
    }
    boolean confirmed = left.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (!confirmed) {
      log.warn(
          "{}: etcd did not confirm in time that the key is gone; it ends with its lease within {}"
              + " s",
          key,
          ttl.toSeconds());
    }
    return confirmed;
  }

  private synchronized void want(boolean now) {
    if (!over) {
      wanted = now;
      wake();
    }
  }

  @GuardedBy("this")
  private void wake() {
    woken = true;
    notifyAll();
  }

  private synchronized boolean isWanted() {
    return wanted;
  }

  private synchronized boolean isOver() {
    return over;
  }

  private void run() {
    try {
      while (true) {
        Duration pause = step();
        if (isOver() && !shown && lease == null) {
          left.countDown();
          return;
        }
        await(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } finally {
      if (lease != null) {
        lease.close();
      }
    }
  }

  /** Returns how long there is nothing to do unless something else is wanted. */
  private Duration step() throws InterruptedException {
    try {
      if (isWanted()) {
        bringAbout();
      } else {
        remove();
      }
      backoff.succeeded();
      failures.succeeded("{}: etcd answers again", key);
      return ttl.dividedBy(3);
    } catch (EtcdException e) {
      failures.failed("{}: {}; trying again", key, e.getMessage());
      return backoff.failed();
    }
  }

  private void bringAbout() throws EtcdException, InterruptedException {
    EtcdLease held = lease;
    if (held == null || !held.isAlive()) {
      if (held != null) {
        held.close();
        lease = null;
        shown = false;
      }
      held = client.lease(ttl);
      lease = held;
    }
    Optional<EtcdEntry> there = client.get(key);
    if (there.isPresent() && there.get().lease() == held.id()) {
      return;
    }
    if (there.isPresent() && !isOurs(there.get())) {
      foreign.failed(
          "{}: somebody else wrote this key, {}; it is left as it is, and this service isn't"
              + " registered. Delete the key, or choose another name",
          key,
          Printable.of(there.get().text()));
      return;
    }
    if (there.isPresent() && shown) {
      foreign.failed(
          "{}: another process registers the same instance, {}; give each instance a number of its"
              + " own",
          key,
          Printable.of(there.get().text()));
      return;
    }
    long known = there.map(EtcdEntry::modRevision).orElse(0L);
    EtcdTransaction.Result result =
        client.commit(
            EtcdTransaction.when(EtcdCompare.modRevision(key, EtcdCompare.Is.EQUAL, known))
                .put(key, value, held.id()));
    if (result.succeeded()) {
      log.info("{}: registered as {}", key, value.toStringUtf8());
      shown = true;
      foreign.forget();
    } else {
      synchronized (this) {
        wake(); // it has changed since it was read: read it again
      }
    }
  }

  private boolean isOurs(EtcdEntry entry) {
    try {
      return SkydnsJson.parse(entry.key(), entry.value().toByteArray())
          .publisher()
          .equals(message.publisher());
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  /** With its lease the key goes, and no other's. */
  private void remove() throws EtcdException, InterruptedException {
    EtcdLease held = lease;
    if (held != null) {
      held.revoke();
      lease = null;
    }
    if (shown) {
      log.info("{}: withdrawn", key);
      shown = false;
    }
  }

  private synchronized void await(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    long nanos = longest.toNanos();
    while (!woken && nanos > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
      nanos = end - System.nanoTime();
    }
    woken = false;
  }

  /** Ends the connection; a key that is still there ends with its lease. */
  @Override
  public void close() {
    thread.interrupt();
    client.close();
  }
}
