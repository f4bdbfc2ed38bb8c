package io.herald.balancer.proxy.health;

import io.herald.balancer.plane.ActiveCheck;
import io.herald.balancer.proxy.choice.BackendPool;
import io.herald.balancer.proxy.choice.PooledBackend;
import io.herald.balancer.proxy.socket.ProxyLoops;
import io.herald.runtime.text.AddressText;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over the backends of one pool: checks them as the VIP's labels ask for, and sees to the
 * return of those that were ejected. A backend that has left the pool is no longer looked at.
 */
public final class HealthWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);

  private static final Duration FIRST_RETURN = Duration.ofSeconds(1);
  private static final Duration LATEST_RETURN = Duration.ofSeconds(10);
  private static final Duration LONGEST_FIRST_WAIT = Duration.ofSeconds(1);

  private final String vip;
  private final boolean probes;
  private final ProxyLoops loops;
  private final BackendPool pool;
  private final Runnable changed;

  private volatile Duration connectTimeout = Duration.ofSeconds(3);
  private volatile boolean proxyHeader;

  /** Only {@link #check} uses it. */
  private @Nullable ActiveCheck check;

  /** Of the checks that are under way; those of an earlier one stop. */
  private final AtomicInteger round = new AtomicInteger();

  private volatile boolean closed;

  /**
   * @param vip for the log
   * @param probes whether an ejected backend returns when it accepts a connection; otherwise (over
   *     UDP nothing is accepted) its time alone brings it back
   * @param changed is called when a backend's health has changed
   */
  public HealthWatch(
      String vip, boolean probes, ProxyLoops loops, BackendPool pool, Runnable changed) {
    this.vip = vip;
    this.probes = probes;
    this.loops = loops;
    this.pool = pool;
    this.changed = changed;
  }

  /**
   * Checks so from now on.
   *
   * @param wanted empty: not at all, and what checks have found is forgotten
   * @param added backends that are new
   * @param proxyHeader whether backends expect a PROXY header
   */
  public void check(
      Optional<ActiveCheck> wanted,
      Collection<PooledBackend> added,
      boolean proxyHeader,
      Duration connectTimeout) {
    this.proxyHeader = proxyHeader;
    this.connectTimeout = connectTimeout;
    ActiveCheck before = check;
    ActiveCheck now = wanted.orElse(null);
    boolean other = before == null ? now != null : !before.equals(now);
    if (other) {
      check = now;
      round.incrementAndGet();
      if (now == null) {
        pool.targets().forEach(target -> pool.found(target, true));
      }
    }
    if (now != null) {
      (other ? pool.targets() : added).forEach(target -> new Checking(target, now).begin());
    }
  }

  /** The backend was ejected. */
  public void ejected(PooledBackend target) {
    log.info("{}: {} takes no connections and gets no more for now", vip, text(target));
    changed.run();
    EventLoop loop = loops.next();
    later(loop, FIRST_RETURN, () -> tryReturn(loop, target, FIRST_RETURN));
  }

  private void tryReturn(EventLoop loop, PooledBackend target, Duration waited) {
    if (closed || !pool.isEjected(target)) {
      return;
    }
    if (!probes) {
      isBack(target);
      return;
    }
    new Probe(
            target.address(),
            Optional.empty(),
            proxyHeader,
            connectTimeout,
            failure -> {
              if (failure.isEmpty()) {
                isBack(target);
              } else {
                Duration next = shorter(waited.multipliedBy(2), LATEST_RETURN);
                later(loop, next, () -> tryReturn(loop, target, next));
              }
            })
        .start(loops, loop);
  }

  private void isBack(PooledBackend target) {
    pool.returned(target);
    log.info("{}: {} gets connections again", vip, text(target));
    changed.run();
  }

  private void later(EventLoop loop, Duration wait, Runnable work) {
    if (!loop.isShuttingDown()) {
      var unused = loop.schedule(work, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String text(PooledBackend target) {
    return target.backend().instance() + " at " + AddressText.of(target.address());
  }

  /** Ends all checks. */
  @Override
  public void close() {
    closed = true;
    round.incrementAndGet();
  }

  /** The checks of one backend, one after another on one loop. */
  private final class Checking {
    private final PooledBackend target;
    private final ActiveCheck each;
    private final EventLoop loop = loops.next();
    private final int ownRound = round.get();
    private boolean up = true;
    private int against;

    Checking(PooledBackend target, ActiveCheck each) {
      this.target = target;
      this.each = each;
    }

    /** After a random wait, so that not all are checked at the same moment. */
    void begin() {
      long most = shorter(each.interval(), LONGEST_FIRST_WAIT).toNanos();
      later(
          loop,
          Duration.ofNanos(ThreadLocalRandom.current().nextLong(Math.max(1, most))),
          this::run);
    }

    private void run() {
      if (round.get() != ownRound || !pool.has(target)) {
        return;
      }
      long began = System.nanoTime();
      new Probe(
              target.address(),
              each.httpPath(),
              proxyHeader,
              shorter(each.timeout(), each.interval()),
              failure -> {
                judge(failure);
                long left = each.interval().toNanos() - (System.nanoTime() - began);
                later(loop, Duration.ofNanos(Math.max(0, left)), this::run);
              })
          .start(loops, loop);
    }

    private void judge(Optional<String> failure) {
      if (failure.isEmpty() == up) {
        against = 0;
        return;
      }
      against++;
      if (against < (up ? each.fall() : each.rise()) || round.get() != ownRound) {
        return;
      }
      against = 0;
      up = !up;
      pool.found(target, up);
      if (up) {
        log.info("{}: {} passes its check again", vip, text(target));
      } else {
        log.warn("{}: {} fails its check: {}", vip, text(target), failure.orElse(""));
      }
      changed.run();
    }
  }
}
