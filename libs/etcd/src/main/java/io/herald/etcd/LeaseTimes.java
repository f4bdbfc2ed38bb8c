package io.herald.etcd;

import io.grpc.MethodDescriptor;
import io.herald.etcd.messages.LeaseTimeToLiveRequest;
import io.herald.etcd.messages.LeaseTimeToLiveResponse;
import io.herald.runtime.threads.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left of other programs' leases, never more than is true: a time that etcd told runs out
 * by our own clock from the moment of the question, until etcd is asked again. Each lease is asked
 * for again a few times in its life, all together at most {@link #MOST_PER_SECOND}; where there are
 * more leases than that allows, less is known to be left than is. Safe for any thread; {@link
 * #left} takes no lock.
 */
public final class LeaseTimes implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeaseTimes.class);

  /** Questions in a second. */
  public static final int MOST_PER_SECOND = 1_000;

  /** Questions under way at once. */
  private static final int WINDOW = 100;

  /** A lease is asked for this often in its whole time, if there are few. */
  private static final int PER_LIFE = 6;

  private static final long SHORTEST_PERIOD_NANOS = Duration.ofMillis(500).toNanos();

  private record Known(long deadlineNanos, long againNanos) {}

  private final EtcdClient client;
  private final ConcurrentHashMap<Long, Known> leases = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  /** Starts to ask. */
  public LeaseTimes(EtcdClient client) {
    this.client = client;
    this.thread = Threads.daemon("etcd-lease-times", this::run);
    thread.start();
  }

  /**
   * Asks for those of these leases that aren't known yet, and waits for the answers, at most the
   * client's time-out. What can't be learnt counts as ended until it is.
   */
  public void learn(Collection<Long> wanted) throws InterruptedException {
    List<Long> unknown =
        wanted.stream().distinct().filter(id -> id != 0 && !leases.containsKey(id)).toList();
    long now = System.nanoTime();
    unknown.forEach(id -> leases.put(id, new Known(now, now)));
    ask(unknown);
  }

  /** No key has this lease any more. */
  public void forget(long lease) {
    leases.remove(lease);
  }

  /** Seconds that are left for certain, rounded down; 0 if nothing is known. */
  public long left(long lease) {
    Known known = leases.get(lease);
    return known == null
        ? 0
        : Math.max(0, (known.deadlineNanos - System.nanoTime()) / 1_000_000_000L);
  }

  /** How many leases are asked for. */
  public int size() {
    return leases.size();
  }

  private void run() {
    try {
      while (!closed) {
        long now = System.nanoTime();
        List<Long> due = new ArrayList<>();
        leases.forEach(
            (id, known) -> {
              if (known.againNanos - now <= 0 && due.size() < MOST_PER_SECOND / 2) {
                due.add(id);
              }
            });
        ask(due);
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void ask(List<Long> ids) throws InterruptedException {
    for (int from = 0; from < ids.size() && !closed; from += WINDOW) {
      List<Long> some = ids.subList(from, Math.min(ids.size(), from + WINDOW));
      try {
        askAtOnce(some);
      } catch (EtcdException e) {
        log.debug("what is left of leases can't be asked: {}", e.getMessage());
        return; // the known times run out meanwhile
      }
    }
  }

  private void askAtOnce(List<Long> ids) throws EtcdException, InterruptedException {
    EtcdConnection connection = client.connection();
    EtcdConnection.Member member = connection.member();
    MethodDescriptor<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse> method =
        EtcdMethods.LEASE_TIME_TO_LIVE;
    long asked = System.nanoTime();
    List<CompletableFuture<LeaseTimeToLiveResponse>> answers = new ArrayList<>();
    for (long id : ids) {
      answers.add(
          Unary.send(
              member.call(method, connection.deadline()),
              EtcdClient.timeToLive(id),
              member.endpoint()));
    }
    for (int i = 0; i < ids.size(); i++) {
      try {
        told(ids.get(i), answers.get(i).get(), asked);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof EtcdException failure) {
          if (EtcdConnection.isOfTheConnection(failure)) {
            connection.failed(member, failure);
          }
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private void told(long id, LeaseTimeToLiveResponse answer, long asked) {
    long life = Math.max(1, answer.getGrantedTtl()) * 1_000_000_000L;
    long deadline = asked + Math.max(0, answer.getTtl()) * 1_000_000_000L;
    long again = asked + Math.max(SHORTEST_PERIOD_NANOS, life / PER_LIFE);
    leases.computeIfPresent(id, (lease, before) -> new Known(deadline, again));
  }

  /** Asks no more. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
