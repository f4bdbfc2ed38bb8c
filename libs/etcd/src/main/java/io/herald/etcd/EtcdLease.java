package io.herald.etcd;

import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that is kept alive each third of its time by a thread of its own, until it is closed,
 * revoked or lost. It counts as lost when etcd says so, and by our own clock once its whole time
 * has passed since the last request that etcd answered: never later than etcd itself ends it. Safe
 * for any thread.
 */
public final class EtcdLease implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EtcdLease.class);

  private final EtcdClient client;
  private final long id;
  private final Duration ttl;
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private final FailureLog failures = new FailureLog(log);
  private final Thread keeper;
  private volatile long deadlineNanos;
  private volatile boolean closed;

  EtcdLease(EtcdClient client, long id, Duration ttl, long grantAskedNanos) {
    this.client = client;
    this.id = id;
    this.ttl = ttl;
    this.deadlineNanos = grantAskedNanos + ttl.toNanos();
    this.keeper = Threads.daemon("etcd-lease " + Long.toHexString(id), this::keep);
    keeper.start();
  }

  /** Its number in etcd. */
  public long id() {
    return id;
  }

  /** The time that etcd grants each time. */
  public Duration ttl() {
    return ttl;
  }

  /** Whether it certainly lives, by our own clock. */
  public boolean isAlive() {
    return !closed && !lost.isDone() && deadlineNanos - System.nanoTime() > 0;
  }

  /** Done with the reason once it is lost; not when it is closed or revoked. */
  public CompletableFuture<String> lost() {
    return lost.copy();
  }

  private void keep() {
    long third = Math.max(100, ttl.toMillis() / 3);
    long pause = third;
    try {
      while (!closed) {
        long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          lose("etcd has not answered for " + ttl.toSeconds() + " s");
          return;
        }
        Thread.sleep(Math.min(pause, left));
        pause = keepOnce() ? third : Math.min(third, 500);
        if (lost.isDone()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private boolean keepOnce() throws InterruptedException {
    long asked = System.nanoTime();
    try {
      var granted = client.keepAlive(id);
      if (granted.isEmpty()) {
        lose("etcd has ended it");
        return false;
      }
      deadlineNanos = asked + granted.get().toNanos();
      failures.succeeded("the lease {} of etcd is kept alive again", Long.toHexString(id));
      return true;
    } catch (EtcdException e) {
      failures.failed(
          "the lease {} of etcd can't be kept alive: {}; trying again until it ends",
          Long.toHexString(id),
          e.getMessage());
      return false;
    }
  }

  private void lose(String reason) {
    if (!closed && lost.complete(reason)) {
      log.warn("the lease {} of etcd is lost: {}", Long.toHexString(id), reason);
    }
  }

  /** Ends it now, and with it its keys. */
  public void revoke() throws EtcdException, InterruptedException {
    close();
    client.revoke(id);
  }

  /** Stops keeping it alive; it ends in its time, and with it its keys. */
  @Override
  public void close() {
    closed = true;
    keeper.interrupt();
  }
}
