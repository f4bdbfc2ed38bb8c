package io.herald.balancer.proxy.choice;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.VipOptions.Method;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one address of a VIP, and the choice among them. Safe for any thread: choosing
 * and taking the place are one step, so that threads that choose at once don't all take the same.
 *
 * <p>A backend is out while it is <i>ejected</i> (connects failed) or <i>down</i> (active checks
 * failed). Where that leaves none, all are tried as if they were healthy, unless that is switched
 * off: a backend that may work is better than none.
 */
public final class BackendPool {

  private final boolean failOpen;
  private final int refusals;
  private final RandomGenerator random;
  private final Consumer<PooledBackend> ejections;

  @GuardedBy("this")
  private Method method = Method.LEAST_CONNECTIONS;

  @GuardedBy("this")
  private List<PooledBackend> targets = List.of();

  /**
   * @param failOpen whether unhealthy backends are used where no healthy one is left
   * @param refusals so many refused connects in a row eject a backend; a connect that times out
   *     costs a client more, and ejects at once
   * @param random where among equals the turn begins, so that replicas don't all begin with the
   *     first
   * @param ejections is told who was ejected, outside of the lock; it arranges for the return
   */
  public BackendPool(
      boolean failOpen, int refusals, RandomGenerator random, Consumer<PooledBackend> ejections) {
    this.failOpen = failOpen;
    this.refusals = refusals;
    this.random = random;
    this.ejections = ejections;
  }

  /**
   * Has these backends from now on; what is known of those that stay is kept.
   *
   * @return those that are new, which an active check may want to know
   */
  public synchronized List<PooledBackend> update(Method method, List<Backend> backends) {
    this.method = method;
    Map<Backend, PooledBackend> before = new TreeMap<>();
    targets.forEach(target -> before.put(target.backend(), target));
    List<PooledBackend> after = new ArrayList<>(backends.size());
    List<PooledBackend> added = new ArrayList<>();
    for (Backend backend : backends) {
      PooledBackend target = before.remove(backend);
      if (target == null) {
        target = new PooledBackend(backend);
        added.add(target);
        after.add(random.nextInt(after.size() + 1), target);
      } else {
        target.replace(backend);
        after.add(target);
      }
    }
    before.values().forEach(target -> target.current = false);
    targets = List.copyOf(after);
    return added;
  }

  /** Those that belong to it now. */
  public synchronized List<PooledBackend> targets() {
    return targets;
  }

  /** Whether the target still belongs to it. */
  public synchronized boolean has(PooledBackend target) {
    return target.current;
  }

  /**
   * Chooses a backend for a new connection, and takes a place there, which {@link #released} gives
   * back.
   *
   * @param client by whose address a source hash chooses
   * @param tried those that have failed this connection already
   * @return null if there is none
   */
  public synchronized @Nullable PooledBackend choose(
      InetAddress client, Collection<PooledBackend> tried) {
    if (!nominate(tried, false) && !(failOpen && nominate(tried, true))) {
      return null;
    }
    PooledBackend chosen =
        switch (method) {
          case LEAST_CONNECTIONS -> leastConnections();
          case ROUND_ROBIN -> inTurn();
          case SOURCE_HASH -> bySource(client);
        };
    chosen.open++;
    return chosen;
  }

  /** Marks the candidates; whether there is one. */
  @GuardedBy("this")
  private boolean nominate(Collection<PooledBackend> tried, boolean unhealthyToo) {
    boolean any = false;
    for (PooledBackend target : targets) {
      target.candidate =
          target.weight() > 0
              && (unhealthyToo || target.isHealthy())
              && (tried.isEmpty() || !tried.contains(target));
      any |= target.candidate;
    }
    return any;
  }

  @GuardedBy("this")
  private PooledBackend leastConnections() {
    PooledBackend least = null;
    for (PooledBackend target : targets) {
      if (target.candidate && (least == null || compareLoad(target, least) < 0)) {
        least = target;
      }
    }
    for (PooledBackend target : targets) {
      target.candidate = target.candidate && least != null && compareLoad(target, least) == 0;
    }
    return inTurn();
  }

  /** Open connections by weight, without a division. */
  private static int compareLoad(PooledBackend one, PooledBackend other) {
    return Long.compare((long) one.open * other.weight(), (long) other.open * one.weight());
  }

  /** Smooth weighted round robin: everyone gains its weight, the richest pays for all. */
  @GuardedBy("this")
  private PooledBackend inTurn() {
    PooledBackend richest = null;
    long total = 0;
    for (PooledBackend target : targets) {
      if (target.candidate) {
        total += target.weight();
        target.credit += target.weight();
        if (richest == null || target.credit > richest.credit) {
          richest = target;
        }
      }
    }
    if (richest == null) {
      throw new IllegalStateException("a choice has a candidate");
    }
    richest.credit -= total;
    return richest;
  }

  @GuardedBy("this")
  private PooledBackend bySource(InetAddress client) {
    long hash = SourceHash.of(client, 0);
    PooledBackend nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (PooledBackend target : targets) {
      if (target.candidate) {
        double distance = SourceHash.distance(hash, target);
        if (nearest == null || distance < least) {
          nearest = target;
          least = distance;
        }
      }
    }
    if (nearest == null) {
      throw new IllegalStateException("a choice has a candidate");
    }
    return nearest;
  }

  /** A connection to it has come about: it is well, whatever was before. */
  public synchronized void connected(PooledBackend target) {
    target.failures = 0;
    target.ejected = false;
  }

  /** A connect has failed; its place is given back. */
  public void failed(PooledBackend target, ConnectFailure failure) {
    boolean ejects;
    synchronized (this) {
      target.open--;
      if (failure == ConnectFailure.LOCAL) {
        return;
      }
      target.failures++;
      ejects =
          target.current
              && !target.ejected
              && (failure != ConnectFailure.REFUSED || target.failures >= refusals);
      target.ejected |= ejects;
    }
    if (ejects) {
      ejections.accept(target);
    }
  }

  /** A connection has ended. */
  public synchronized void released(PooledBackend target) {
    target.open--;
  }

  /** Whether it is ejected, and so waits for its return. */
  public synchronized boolean isEjected(PooledBackend target) {
    return target.current && target.ejected;
  }

  /** A probe has shown that it accepts connections again. */
  public synchronized void returned(PooledBackend target) {
    connected(target);
  }

  /** What active checks have found. */
  public synchronized void found(PooledBackend target, boolean up) {
    target.up = up;
  }

  /** How many stand how, at the moment of the call. */
  public synchronized Census census() {
    int draining = 0;
    int ejected = 0;
    int down = 0;
    for (PooledBackend target : targets) {
      if (target.weight() == 0) {
        draining++;
      } else if (!target.up) {
        down++;
      } else if (target.ejected) {
        ejected++;
      }
    }
    return new Census(targets.size() - draining - ejected - down, draining, ejected, down);
  }

  /**
   * Backends by what becomes of new connections.
   *
   * @param up get some
   * @param draining have weight 0
   * @param ejected connects to them failed
   * @param down active checks failed
   */
  public record Census(int up, int draining, int ejected, int down) {}
}
