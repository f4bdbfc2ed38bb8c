package io.herald.serverset.membership;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.herald.runtime.retry.Backoff;
import io.herald.runtime.threads.Turns;
import io.herald.serverset.membership.MemberNodes.Sight;
import io.herald.serverset.zookeeper.ZooKeeperReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of one set (or the node of a weight beside it), from the join until it has left.
 *
 * <p>Promise: until {@link #leave} is called, exactly one node of the present session holds the
 * member's bytes as soon as ZooKeeper permits it, whatever becomes of connections, sessions,
 * answers and the node itself; once {@code leave} returned true, none. All work is one idempotent
 * step ({@code converge}: look, then do what is missing) in its turn on threads that may be shared
 * with other memberships, started by every event that may have changed something, by failures after
 * a growing delay, and by a slow clock for what no event reported. Public methods are safe for any
 * thread.
 */
public final class Membership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final MemberNodes nodes;
  private final CuratorFramework client;
  private final MembershipOptions options;
  private final MembershipListener listener;
  private final Turns turns;
  private final Runnable end;
  private final Watcher watcher = this::nodeChanged;
  private final ConnectionStateListener connectionListener = this::connectionChanged;
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  private volatile MembershipState state = new MembershipState.Joining();
  private volatile boolean leaving;

  // Of the membership's turns alone.
  private final Backoff backoff;
  private final Set<Long> sessions = new HashSet<>();
  private final List<OwnNode> superfluous = new ArrayList<>();
  private @Nullable OwnNode node;
  private boolean wasMember;

  /** A create was sent and its answer is unknown: a node may be there whose name we don't know. */
  private boolean inDoubt;

  private @Nullable ScheduledFuture<?> retry;

  /** Work for later, from the start to the end. */
  private final List<ScheduledFuture<?>> clocks = new ArrayList<>(2);

  /**
   * @param end called when it has left: for threads of its own
   */
  Membership(
      MemberNodes nodes,
      CuratorFramework client,
      MembershipOptions options,
      MembershipListener listener,
      Turns turns,
      Runnable end) {
    this.nodes = nodes;
    this.client = client;
    this.options = options;
    this.listener = listener;
    this.backoff = new Backoff(options.firstRetry(), options.maxRetry());
    this.turns = turns;
    this.end = end;
  }

  void start() {
    client.getConnectionStateListenable().addListener(connectionListener);
    turns.execute(this::begin);
  }

  private void begin() {
    clocks.add(turns.repeat(this::converge, options.verifyInterval()));
    clocks.add(turns.schedule(this::reportUnreachable, options.unreachableAfter()));
    converge();
  }

  public MembershipState state() {
    return state;
  }

  /**
   * Leaves the set: deletes the node and waits until ZooKeeper confirmed it. What could not be
   * confirmed in time goes on in the background until the connection is closed; closing it ends the
   * session, and with it the node. Not to be called from a {@link MembershipListener}.
   *
   * @return true once no node of this membership is left; false if the time was over or this thread
   *     was interrupted (its flag is set again)
   */
  public boolean leave(Duration atMost) {
    CompletableFuture<Void> gone = leaveInBackground();
    try {
      gone.get(atMost.toNanos(), NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("leaving is never completed exceptionally", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Begins to leave and returns at once.
   *
   * @return completed once no node of this membership is left, in a turn of it: what follows has to
   *     be quick. Cancelling it changes nothing
   */
  public CompletableFuture<Void> leaveInBackground() {
    leaving = true;
    submit(this::converge);
    return left.copy();
  }

  /** {@link #leave} with five seconds of patience. */
  @Override
  public void close() {
    if (!leave(CLOSE_WAIT)) {
      LOG.warn(
          "{}: ZooKeeper did not confirm within {} s that the member was removed; it goes with the"
              + " session at the latest",
          nodes.group(),
          CLOSE_WAIT.toSeconds());
    }
  }

  private void nodeChanged(WatchedEvent event) {
    // Events without a node concern the connection; the other listener handles them.
    if (event.getType() != Watcher.Event.EventType.None) {
      submit(this::converge);
    }
  }

  private void connectionChanged(CuratorFramework curator, ConnectionState connection) {
    if (connection.isConnected()) {
      submit(this::converge);
    } else if (connection == ConnectionState.LOST) {
      submit(this::sessionLost);
    }
  }

  private void submit(Runnable work) {
    try {
      turns.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: has left, nothing more to do", nodes.group());
    }
  }

  private void sessionLost() {
    if (!leaving && !nodes.isConnected()) {
      unreachable(
          node == null
              ? "can't be reached"
              : "has been unreachable for longer than the session time-out, so the member is gone");
    }
  }

  private void reportUnreachable() {
    if (state instanceof MembershipState.Joining && !nodes.isConnected()) {
      unreachable("can't be reached");
    }
  }

  private void unreachable(String what) {
    String reason =
        "ZooKeeper (%s) %s; %s will be joined when it is back"
            .formatted(nodes.servers(), what, nodes.group());
    setState(new MembershipState.Failed(reason, true));
  }

  private void converge() {
    if (state instanceof MembershipState.Left) {
      return;
    }
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
    if (nodes.isClosed()) {
      closed();
      return;
    }
    if (leaving && nothingLeft()) {
      left();
      return;
    }
    if (!nodes.isConnected()) {
      return; // its return is an event
    }
    try {
      ZooKeeper zooKeeper = nodes.handle();
      if (leaving) {
        withdraw(zooKeeper);
      } else {
        stay(zooKeeper);
      }
    } catch (KeeperException e) {
      failed(explain(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failed("joining " + nodes.group() + ": " + ZooKeeperReason.of(e), e);
    }
  }

  private boolean nothingLeft() {
    return node == null && !inDoubt && superfluous.isEmpty();
  }

  private void stay(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    if (node != null) {
      verify(zooKeeper, node);
    }
    if (node == null && inDoubt) {
      resolveDoubt(zooKeeper);
    }
    if (node == null) {
      join(zooKeeper);
    }
    if (leaving || node == null) {
      // Leaving has begun, or the node was deleted at once: once more.
      submit(this::converge);
      return;
    }
    backoff.succeeded();
    setState(new MembershipState.Joined(node.name()));
    // The new one first, then the old ones: no moment without a member.
    removeSuperfluous(zooKeeper);
  }

  /** Gives the node up if it is not ours any more. */
  private void verify(ZooKeeper zooKeeper, OwnNode known)
      throws KeeperException, InterruptedException {
    long session = zooKeeper.getSessionId();
    Sight sight = nodes.look(zooKeeper, known.name(), watcher);
    if (sight instanceof Sight.Missing
        || (sight instanceof Sight.Seen seen && !known.isMadeAs(seen.stat()))) {
      node = null;
      if (known.owner() == session) {
        LOG.warn("{}/{} was deleted by another client; joining again", nodes.group(), known.name());
      }
    } else if (known.owner() != session) {
      superfluous.add(known);
      node = null;
    } else if (sight instanceof Sight.Seen seen && !nodes.isUntouched(seen.stat())) {
      LOG.warn(
          "{}/{} was overwritten by another client; replacing it", nodes.group(), known.name());
      superfluous.add(known);
      node = null;
    }
  }

  /** Finds what a create made whose answer was lost: one of this session stays, others go. */
  private void resolveDoubt(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    for (OwnNode found : nodes.findOwn(zooKeeper, sessions)) {
      if (superfluous.contains(found)) {
        continue;
      }
      if (node == null
          && !leaving
          && found.owner() == zooKeeper.getSessionId()
          && nodes.look(zooKeeper, found.name(), watcher) instanceof Sight.Seen) {
        node = found;
      } else {
        superfluous.add(found);
      }
    }
    inDoubt = false;
  }

  private void join(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    // Before the create: should the answer be lost, this is the session to look for.
    sessions.add(zooKeeper.getSessionId());
    inDoubt = true;
    String name;
    try {
      name = nodes.create(zooKeeper);
    } catch (KeeperException e) {
      inDoubt = leavesDoubt(e);
      throw e;
    }
    // Still in doubt should this look fail: then the node is found like one without an answer.
    Sight sight = nodes.look(zooKeeper, name, watcher);
    if (sight instanceof Sight.Seen seen) {
      node = OwnNode.of(name, seen.stat());
    } else if (sight instanceof Sight.Hidden) {
      node = new OwnNode(name, zooKeeper.getSessionId(), OptionalLong.empty());
      LOG.warn(
          "{}/{}: permission to read the own member is missing, so it can't be watched; grant"
              + " read in the auth file",
          nodes.group(),
          name);
    }
    inDoubt = false;
  }

  private void withdraw(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    if (inDoubt) {
      resolveDoubt(zooKeeper);
    }
    if (node != null) {
      superfluous.add(node);
      node = null;
    }
    removeSuperfluous(zooKeeper);
    left();
  }

  private void removeSuperfluous(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
    while (!superfluous.isEmpty()) {
      nodes.delete(zooKeeper, superfluous.get(0));
      superfluous.remove(0);
    }
  }

  private void failed(String reason, Exception cause) {
    LOG.debug("{}", reason, cause);
    // While it is a member, a failed look or clearing up changes nothing of that.
    if (!(state instanceof MembershipState.Joined) || node == null) {
      setState(new MembershipState.Failed(reason, true));
    }
    retry = turns.schedule(this::converge, backoff.failed());
  }

  private void closed() {
    if (leaving) {
      left();
    } else {
      setState(
          new MembershipState.Failed(
              "the ZooKeeper client was closed before " + nodes.group() + " was left", false));
    }
  }

  private void left() {
    client.getConnectionStateListenable().removeListener(connectionListener);
    clocks.forEach(clock -> clock.cancel(false));
    setState(new MembershipState.Left());
    left.complete(null);
    end.run();
  }

  private void setState(MembershipState next) {
    MembershipState last = state;
    if (next.equals(last)) {
      return;
    }
    state = next;
    if (next instanceof MembershipState.Joined joined) {
      wasMember = true;
      LOG.info("{}: joined as {}", nodes.group(), joined.nodeName());
    } else if (next instanceof MembershipState.Left) {
      LOG.info(wasMember ? "{}: left" : "{}: was never joined", nodes.group());
    } else if (next instanceof MembershipState.Failed failed
        && !(last instanceof MembershipState.Failed before
            && before.reason().equals(failed.reason()))) {
      LOG.warn("{}", failed.reason());
    }
    try {
      listener.stateChanged(next);
    } catch (RuntimeException e) {
      LOG.error("{}: the membership's listener failed on {}", nodes.group(), next, e);
    }
  }

  private static boolean leavesDoubt(KeeperException e) {
    return switch (e.code()) {
      case CONNECTIONLOSS, OPERATIONTIMEOUT, REQUESTTIMEOUT, SESSIONEXPIRED, SESSIONMOVED -> true;
      default -> false;
    };
  }

  private String explain(KeeperException e) {
    String what = leaving ? "leaving " + nodes.group() : "joining " + nodes.group();
    return switch (e.code()) {
      case NONODE -> what + ": " + e.getPath() + " is missing; create the chroot of the ensemble";
      case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED ->
          what + ": the connection to ZooKeeper (" + nodes.servers() + ") was lost";
      default -> what + ": " + ZooKeeperReason.of(e);
    };
  }
}
