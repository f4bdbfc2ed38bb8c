package io.herald.mesos.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.LeaderDetector;
import io.herald.mesos.leader.MasterAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the next request goes: the master that the detector names, or the one that a redirect named
 * last. After a failure the next one of several masters, if they are a fixed list or the detector
 * can't be reached; an elected master is asked as long as it is known. Thread-safe.
 */
final class RequestTarget implements AutoCloseable {

  private final String scheme;
  private final LeaderDetector detector;
  private final boolean readsDecide;

  @GuardedBy("this")
  private List<URI> candidates = List.of();

  @GuardedBy("this")
  private int turn;

  @GuardedBy("this")
  private int generation;

  @GuardedBy("this")
  private @Nullable URI redirect;

  @GuardedBy("this")
  private boolean heard;

  @GuardedBy("this")
  private Optional<String> trouble = Optional.empty();

  @GuardedBy("this")
  private Runnable moved = () -> {};

  RequestTarget(String scheme, LeaderDetector detector) {
    this(scheme, detector, false);
  }

  /**
   * @param readsDecide whether a master is also asked without a subscription, so that one which
   *     only refuses that is left or kept by what it answers then
   */
  RequestTarget(String scheme, LeaderDetector detector, boolean readsDecide) {
    this.scheme = scheme;
    this.detector = detector;
    this.readsDecide = readsDecide;
  }

  /**
   * Begins to follow the detector.
   *
   * @param moved called when the detector names another leader than before
   */
  void start(Runnable moved) {
    synchronized (this) {
      this.moved = moved;
    }
    detector.start(
        new LeaderDetector.Listener() {
          @Override
          public void elected(Election election) {
            RequestTarget.this.elected(election);
          }

          @Override
          public void unreachable(String why) {
            detectorIs(Optional.of(why));
          }

          @Override
          public void reachable() {
            detectorIs(Optional.empty());
          }
        });
  }

  /** What it named last is asked first. */
  private synchronized void detectorIs(Optional<String> troubled) {
    trouble = troubled;
    turn = 0;
  }

  /** Why no master can be asked, the cause first. */
  synchronized String whyNoMaster() {
    return trouble.orElse(
        heard ? "no master leads at " + detector : detector + " has not named a leader yet");
  }

  private void elected(Election election) {
    List<URI> next = new ArrayList<>();
    election.leader().ifPresent(leader -> next.add(uri(leader)));
    if (!next.isEmpty()) {
      election.others().forEach(other -> next.add(uri(other)));
    }
    Runnable listener = null;
    synchronized (this) {
      boolean sameLeader =
          !next.isEmpty() && !candidates.isEmpty() && next.get(0).equals(candidates.get(0));
      candidates = List.copyOf(next);
      turn = 0;
      heard = true;
      if (!sameLeader) {
        redirect = null;
        generation++;
        listener = moved;
      }
      notifyAll();
    }
    if (listener != null) {
      listener.run();
    }
  }

  private URI uri(MasterAddress address) {
    return URI.create(scheme + "://" + address + "/");
  }

  /**
   * Where to ask.
   *
   * @param generation how many leaders the detector had named when that was chosen
   */
  record Choice(URI base, int generation) {}

  /** Where to ask now; empty if no leader is known after waiting for {@code patience}. */
  synchronized Optional<Choice> await(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (candidates.isEmpty()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      wait(left);
    }
    return now().map(base -> new Choice(base, generation));
  }

  /** Why a connection to that choice should be closed: the detector has named a leader since. */
  synchronized Optional<String> whyOutdated(Choice choice) {
    if (choice.generation() == generation) {
      return Optional.empty();
    }
    if (candidates.isEmpty()) {
      return Optional.of("no master leads now");
    }
    return Optional.of(
        candidates.get(0).equals(choice.base())
            ? "it was elected again"
            : "another master leads now");
  }

  /** Where to ask now, without waiting. */
  synchronized Optional<URI> now() {
    if (redirect != null) {
      return Optional.of(redirect);
    }
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(turn % candidates.size()));
  }

  /** The master at {@code from} says who leads. */
  synchronized void redirected(URI to) {
    redirect = to;
  }

  /** The master that a redirect named is of no use; the one that named it is asked again. */
  synchronized void forgetRedirect(URI to) {
    if (to.equals(redirect)) {
      redirect = null;
    }
  }

  /**
   * {@code asked} is of no use: back to the detector's master, of a list to the next one. A report
   * on another than the present one is out of date and changes nothing.
   */
  synchronized void failed(URI asked) {
    if (!now().equals(Optional.of(asked))) {
      return;
    }
    redirect = null;
    if (!detector.namesTheElected() || trouble.isPresent()) {
      turn++;
    }
  }

  /** {@code asked} answers, and grants no subscription. */
  synchronized void refused(URI asked) {
    if (!readsDecide) {
      failed(asked);
    }
  }

  @Override
  public void close() {
    detector.close();
  }

  @Override
  public String toString() {
    return detector.toString();
  }
}
