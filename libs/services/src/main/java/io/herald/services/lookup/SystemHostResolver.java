package io.herald.services.lookup;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.host.HostResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks host names up with the operating system's resolver, in two threads of its own because a
 * look-up can take long: at once, then every refresh interval, after a failure sooner and then less
 * and less often. The listener logs the first failure; this class logs the recovery.
 */
public final class SystemHostResolver implements HostResolver, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SystemHostResolver.class);

  private static final int THREADS = 2;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** The look-up itself. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final Lookup lookup;
  private final Duration refresh;
  private final ScheduledThreadPoolExecutor threads;

  @GuardedBy("this")
  private final Map<String, Watch> watches = new HashMap<>();

  public SystemHostResolver(Duration refresh) {
    this(InetAddress::getAllByName, refresh);
  }

  SystemHostResolver(Lookup lookup, Duration refresh) {
    this.lookup = requireNonNull(lookup, "lookup");
    this.refresh = requireNonNull(refresh, "refresh");
    this.threads = new NamedScheduler("host-lookup", THREADS);
    threads.setRemoveOnCancelPolicy(true);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public synchronized void watch(String host, Listener listener) {
    Watch watch = new Watch(host, listener, refresh);
    watches.put(host, watch);
    schedule(watch, Duration.ZERO);
  }

  /** Whether every host was looked up once, with or without success. */
  public synchronized boolean isSettled() {
    return watches.values().stream().allMatch(watch -> watch.looked);
  }

  @Override
  public synchronized void unwatch(String host) {
    watches.remove(host);
  }

  /** Ends all look-ups; does not wait for one that is under way. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void schedule(Watch watch, Duration delay) {
    try {
      var unused = threads.schedule(() -> look(watch), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("{} is not looked up any more: the resolver is closed", watch.host);
    }
  }

  private void look(Watch watch) {
    if (!isCurrent(watch)) {
      return;
    }
    Duration next = refresh;
    try {
      List<InetAddress> found = List.of(lookup.addresses(watch.host));
      boolean recovered = watch.backoff.failures() > 0;
      if (recovered) {
        log.info("host {} is found again: {}", watch.host, found);
        watch.backoff.succeeded();
      }
      if (recovered || !new HashSet<>(found).equals(new HashSet<>(watch.reported))) {
        watch.reported = found;
        if (isCurrent(watch)) {
          watch.listener.resolved(watch.host, found);
        }
      }
    } catch (UnknownHostException e) {
      next = watch.backoff.failed();
      if (watch.backoff.failures() == 1 && isCurrent(watch)) {
        watch.listener.unresolved(watch.host, Reason.of(e));
      }
    } catch (RuntimeException e) {
      log.error("the listener failed to take the addresses of host {}", watch.host, e);
    }
    watch.looked = true;
    if (isCurrent(watch)) {
      schedule(watch, next);
    }
  }

  private synchronized boolean isCurrent(Watch watch) {
    return watches.get(watch.host) == watch;
  }

  /** One host's look-ups; its fields belong to the one task that is under way. */
  private static final class Watch {
    private final String host;
    private final Listener listener;
    private final Backoff backoff;
    private volatile List<InetAddress> reported = List.of();
    private volatile boolean looked;

    private Watch(String host, Listener listener, Duration refresh) {
      this.host = host;
      this.listener = listener;
      this.backoff =
          new Backoff(refresh.compareTo(FIRST_RETRY) < 0 ? refresh : FIRST_RETRY, refresh);
    }
  }
}
