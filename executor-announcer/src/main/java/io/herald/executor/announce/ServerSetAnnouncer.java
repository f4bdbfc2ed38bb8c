package io.herald.executor.announce;

import io.herald.executor.options.StaleMemberPolicy;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.threads.Turns;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.WeightVector;
import io.herald.serverset.membership.Membership;
import io.herald.serverset.membership.MembershipListener;
import io.herald.serverset.membership.MembershipState;
import io.herald.serverset.membership.ServerSet;
import io.herald.serverset.membership.StaleMembers;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task as a member of its ServerSet, with its weight beside it if that is published.
 *
 * <p>The wanted state is reached step by step, in turns on threads that all announcers share: a set
 * is joined again only after it was certainly left, so that a session never holds two members. The
 * weight is created before the member and removed after it.
 */
final class ServerSetAnnouncer implements Announcer {

  private static final Logger log = LoggerFactory.getLogger(ServerSetAnnouncer.class);

  private final ServerSet set;
  private final Member member;
  private final Optional<WeightVector> weight;
  private final StaleMembers staleMembers;
  private final StaleMemberPolicy policy;
  private final MembershipListener listener;
  private final Turns turns;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  private volatile boolean wanted;
  private volatile boolean over;

  // Of the announcer's turns alone.
  private @Nullable Membership membership;
  private @Nullable Membership vector;
  private boolean leaving;

  /**
   * Makes an announcer that shows nothing yet.
   *
   * @param publishWeight whether the announcement's weight is published, if it has one
   * @param listener hears of the membership, in a turn of its
   * @throws IllegalArgumentException with a sentence, if it is too large for ZooKeeper
   */
  ServerSetAnnouncer(
      ZooKeeperConnection connection,
      NamedScheduler threads,
      AnnounceRequest announcement,
      boolean publishWeight,
      StaleMemberPolicy policy,
      MembershipListener listener) {
    this.set = new ServerSet(connection, announcement.groupPath(), threads);
    this.turns = new Turns(threads);
    this.member = member(announcement, policy);
    this.weight =
        publishWeight && announcement.weight().isPresent()
            ? Optional.of(
                WeightVector.ofShard(announcement.shard(), announcement.weight().getAsDouble()))
            : Optional.empty();
    this.policy = policy;
    this.staleMembers = new StaleMembers(connection, announcement.groupPath());
    this.listener = listener;
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
    submit(this::bringAbout);
    boolean confirmed;
    try {
      gone.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      confirmed = true;
    } catch (TimeoutException e) {
      confirmed = false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("leaving " + set.path() + " failed", e.getCause());
    }
    if (!confirmed) {
      log.warn(
          "{}: ZooKeeper did not confirm in time that the member was removed; the task is stopped anyway, and the member goes with the session",
          set.path());
    }
    return confirmed;
  }

  private static Member member(AnnounceRequest announcement, StaleMemberPolicy policy) {
    String host = announcement.host();
    Map<String, Endpoint> endpoints = new TreeMap<>();
    announcement.ports().forEach((name, port) -> endpoints.put(name, new Endpoint(host, port)));
    Map<String, String> metadata = new TreeMap<>(announcement.labels());
    if (policy != StaleMemberPolicy.KEEP) {
      metadata.putAll(StaleMembers.mark(announcement.taskId(), Instant.now()));
    }
    Member member =
        Member.alive(
                new Endpoint(host, announcement.primaryPort()), endpoints, announcement.shard())
            .withMetadata(metadata);
    MemberJson.write(member); // A member that can't be written is refused before the task starts.
    return member;
  }

  private void want(boolean shown) {
    if (over) {
      return;
    }
    wanted = shown;
    submit(this::bringAbout);
  }

  private void submit(Runnable work) {
    try {
      turns.execute(work);
    } catch (RejectedExecutionException e) {
      log.debug("{}: the connection is closed, and nothing is left of it", set.path());
      gone.complete(null);
    }
  }

  private void bringAbout() {
    if (leaving) {
      return; // Once it has left, the wanted state is looked at again.
    }
    if (membership == null) {
      if (over) {
        gone.complete(null);
      } else if (wanted) {
        vector = weight.map(set::publish).orElse(null);
        membership = set.join(member, this::stateChanged);
      }
    } else if (!wanted) {
      leaving = true;
      Membership beside = vector;
      CompletableFuture<Void> unused =
          membership
              .leaveInBackground()
              .thenCompose(
                  left ->
                      beside == null
                          ? CompletableFuture.completedFuture(null)
                          : beside.leaveInBackground())
              .thenRun(() -> submit(this::left));
    }
  }

  private void left() {
    membership = null;
    vector = null;
    leaving = false;
    bringAbout();
  }

  private void stateChanged(MembershipState state) {
    if (state instanceof MembershipState.Joined joined && policy != StaleMemberPolicy.KEEP) {
      submit(() -> lookForStaleMembers(joined.nodeName()));
    }
    listener.stateChanged(state);
  }

  private void lookForStaleMembers(String ownNode) {
    try {
      for (StaleMembers.Stale stale : staleMembers.besides(ownNode, member)) {
        log.warn(
            "{}/{} has the same shard and belongs to an earlier task, {}{}",
            set.path(),
            stale.nodeName(),
            Printable.of(stale.task()),
            policy == StaleMemberPolicy.REMOVE
                ? "; deleting it"
                : "; it goes when that task's session ends");
        if (policy == StaleMemberPolicy.REMOVE) {
          staleMembers.remove(stale);
        }
      }
    } catch (IOException e) {
      log.warn("{}: {}; stale members go with their session", set.path(), e.getMessage());
    }
  }
}
