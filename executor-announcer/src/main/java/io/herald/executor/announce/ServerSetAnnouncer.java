package io.herald.executor.announce;

import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.membership.Membership;
import io.herald.serverset.membership.ServerSet;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task as a member of its ServerSet.
 *
 * <p>What is wanted is brought about on a thread of its own, one step after the other: a set is
 * joined again only after it was left for certain, so that a session never holds two members.
 */
final class ServerSetAnnouncer implements Announcer {

  /** How long one look at a pending leave takes; then what is wanted is asked again. */
  private static final Duration STEP = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(ServerSetAnnouncer.class);

  private final ServerSet set;
  private final Member member;
  private final ThreadPoolExecutor thread;

  private volatile boolean wanted;
  private volatile boolean over;

  // Of the announcer's thread alone.
  private @Nullable Membership membership;
  private boolean leaving;

  ServerSetAnnouncer(ZooKeeperConnection connection, Announcement announcement) {
    this.set = new ServerSet(connection, announcement.groupPath());
    this.member = member(announcement);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread made = new Thread(work, "announcer");
              made.setDaemon(true);
              return made;
            });
  }

  @Override
  public void show() {
    want(true);
  }

  @Override
  public void hide() {
    want(false);
  }

  @Override
  public boolean leave(Duration atMost) throws InterruptedException {
    over = true;
    wanted = false;
    Future<Boolean> left = thread.submit(() -> membership == null || membership.leave(atMost));
    thread.shutdown();
    boolean confirmed;
    try {
      confirmed = left.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      confirmed = false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("leaving " + set.path() + " failed", e.getCause());
    }
    if (!confirmed) {
      log.warn(
          "{}: ZooKeeper did not confirm in time that the member is gone; the task is ended all"
              + " the same, and the member goes with the session",
          set.path());
    }
    return confirmed;
  }

  private static Member member(Announcement announcement) {
    String host = announcement.host();
    Map<String, Endpoint> endpoints = new TreeMap<>();
    announcement.ports().forEach((name, port) -> endpoints.put(name, new Endpoint(host, port)));
    return Member.alive(
        new Endpoint(host, announcement.primaryPort()), endpoints, announcement.shard());
  }

  private void want(boolean shown) {
    if (over) {
      return;
    }
    wanted = shown;
    again();
  }

  private void again() {
    try {
      thread.execute(this::bringAbout);
    } catch (RejectedExecutionException e) {
      log.debug("{}: is being left for good", set.path());
    }
  }

  private void bringAbout() {
    if (membership != null && (leaving || !wanted)) {
      leaving = true;
      if (!membership.leave(STEP)) {
        again();
        return;
      }
      membership = null;
      leaving = false;
    }
    if (wanted && membership == null) {
      membership = set.join(member);
    }
  }
}
