package io.herald.balancer.control;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.vip.VipAssignment;
import io.herald.balancer.vip.VipPool;
import io.herald.services.problem.ProblemBook;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Gives names their addresses, and keeps them where others see them. While that place can't be
 * reached, new names get theirs all the same, by the same rule; once it is there again, what stands
 * in it counts. Its work is done by one thread, which may wait for a server; everything else by
 * any.
 */
final class AssignmentKeeper {

  /** So often another replica can be faster in a row before we wait. */
  private static final int TRIES = 10;

  private final AssignmentStore store;
  private final Clock clock;
  private final ScheduledExecutorService thread;
  private final Runnable changed;
  private final StoreTrouble trouble;

  /** Guards nothing but itself: replaced as a whole. */
  private volatile Wanted wanted = new Wanted(new TreeSet<>(), Set.of(), VipPool.DEFAULT, false);

  private volatile VipAssignment current = VipAssignment.NONE;

  /** What is asked for; {@code asked}: anything at all. */
  private record Wanted(
      SortedSet<String> names, Set<InetAddress> reserved, VipPool pool, boolean asked) {}

  /**
   * Nobody has an address yet.
   *
   * @param clock the time of day
   * @param thread on which everything is done
   * @param changed called there whenever {@link #current} may have changed, and after each {@link
   *     #want}
   */
  AssignmentKeeper(
      AssignmentStore store,
      ProblemBook problems,
      Clock clock,
      ScheduledExecutorService thread,
      Runnable changed) {
    this.store = store;
    this.clock = clock;
    this.thread = thread;
    this.changed = changed;
    this.trouble =
        new StoreTrouble("addresses of VIPs", BalancerProblem.VIP_ASSIGNMENT, problems, thread);
    store.onChange(() -> thread.execute(this::onChangeElsewhere));
  }

  /** Who has which address, as far as is known now. */
  VipAssignment current() {
    return current;
  }

  /** These names are to have addresses, and no others. Returns at once. */
  void want(SortedSet<String> names, Set<InetAddress> reserved, VipPool pool) {
    wanted = new Wanted(new TreeSet<>(names), Set.copyOf(reserved), pool, true);
    thread.execute(this::assign);
  }

  private void assign() {
    Wanted now = wanted;
    try {
      for (int i = 0; i < TRIES; i++) {
        if (tryToAssign(now)) {
          trouble.over();
          return;
        }
      }
      throw new IOException(store.place() + " is written by others all the time");
    } catch (IOException e) {
      failed(e);
      // By ourselves, so that the names are served; what is kept elsewhere counts later.
      use(assigned(current, now));
    }
  }

  /** Whether it is done; if not, another replica was faster. */
  private boolean tryToAssign(Wanted now) throws IOException {
    AssignmentStore.Held held = store.read();
    Optional<SavedAssignments> saved = saved(held);
    VipAssignment before =
        saved
            .filter(it -> it.pool().equals(SavedAssignments.text(now.pool)))
            .map(SavedAssignments::assignment)
            .orElse(VipAssignment.NONE);
    VipAssignment after = assigned(before, now);
    SavedAssignments fresh = SavedAssignments.of(now.pool, after);
    boolean isSame = saved.isPresent() && saved.get().equals(fresh);
    if (isSame || store.write(fresh.write(), held.version())) {
      use(after);
      return true;
    }
    return false;
  }

  private Optional<SavedAssignments> saved(AssignmentStore.Held held) throws IOException {
    return held.text().isPresent()
        ? Optional.of(SavedAssignments.read(held.text().get(), store.place()))
        : Optional.empty();
  }

  private VipAssignment assigned(VipAssignment before, Wanted now) {
    return before.with(
        now.names,
        now.reserved,
        current,
        now.pool,
        clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Another replica has written, or the connection is back. Writes only if a name of ours has
   * nothing there, so that replicas of different opinions don't write in turn for ever.
   */
  private void onChangeElsewhere() {
    Wanted now = wanted;
    if (!now.asked) {
      return;
    }
    try {
      Optional<SavedAssignments> saved = saved(store.read());
      if (saved.isPresent() && !saved.get().pool().equals(SavedAssignments.text(now.pool))) {
        trouble.report(
            "another balancer keeps addresses of the pool "
                + saved.get().pool()
                + " in "
                + store.place()
                + ", ours is "
                + SavedAssignments.text(now.pool)
                + "; give all replicas one pool, or each its own place");
        return;
      }
      if (saved.isPresent() && saved.get().assignment().covers(now.names, now.pool)) {
        use(saved.get().assignment());
        trouble.over();
      } else {
        assign();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void use(VipAssignment now) {
    current = now;
    changed.run();
  }

  private void failed(IOException failure) {
    trouble.failed(
        failure,
        "new names get addresses all the same, which other replicas don't know",
        this::assign);
  }
}
