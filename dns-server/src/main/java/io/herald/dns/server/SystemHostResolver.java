package io.herald.dns.server;

import static java.util.Objects.requireNonNull;

import io.herald.runtime.failure.Reason;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Host names through the operating system's resolver, in threads of its own: at once, and then
 * every refresh interval; after a failure sooner, and less often the longer it lasts. The first
 * failure is the listener's to tell, that the host is found again is told here.
 */
final class SystemHostResolver implements HostResolver, AutoCloseable {

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
  private final Map<String, Watch> watches = new HashMap<>();

  SystemHostResolver(Duration refresh) {
    this(InetAddress::getAllByName, refresh);
  }

  SystemHostResolver(Lookup lookup, Duration refresh) {
    this.lookup = requireNonNull(lookup, "lookup");
    this.refresh = requireNonNull(refresh, "refresh");
    this.threads = new NamedScheduler("dns-hosts", THREADS);
    threads.setRemoveOnCancelPolicy(true);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public synchronized void watch(String host, Listener listener) {
    Watch watch = new Watch(host, listener);
    watches.put(host, watch);
    schedule(watch, Duration.ZERO);
  }

  /** Whether every host was looked up once, with or without success. */
  synchronized boolean isSettled() {
    return watches.values().stream().allMatch(watch -> watch.looked);
  }

  @Override
  public synchronized void forget(String host) {
    watches.remove(host);
  }

  /** Ends all look-ups; one that is under way is not waited for. */
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
      boolean again = watch.failures > 0;
      if (again) {
        log.info("host {} is found again: {}", watch.host, found);
        watch.failures = 0;
      }
      if (again || !new HashSet<>(found).equals(new HashSet<>(watch.told))) {
        watch.told = found;
        if (isCurrent(watch)) {
          watch.listener.resolved(watch.host, found);
        }
      }
    } catch (UnknownHostException e) {
      int failures = watch.failures + 1;
      watch.failures = failures;
      if (failures == 1 && isCurrent(watch)) {
        watch.listener.unresolved(watch.host, Reason.of(e));
      }
      next = backOff(failures);
    } catch (RuntimeException e) {
      log.error("the addresses of host {} could not be taken over", watch.host, e);
    }
    watch.looked = true;
    if (isCurrent(watch)) {
      schedule(watch, next);
    }
  }

  private synchronized boolean isCurrent(Watch watch) {
    return watches.get(watch.host) == watch;
  }

  private Duration backOff(int failures) {
    long longest = Math.max(1, refresh.toMillis());
    long delay = FIRST_RETRY.toMillis() << Math.min(failures - 1, 20);
    long capped = Math.min(delay, longest);
    return Duration.ofMillis(capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1));
  }

  /** One host's look-ups; its fields belong to the one task that is under way. */
  private static final class Watch {
    private final String host;
    private final Listener listener;
    private volatile List<InetAddress> told = List.of();
    private volatile int failures;
    private volatile boolean looked;

    private Watch(String host, Listener listener) {
      this.host = host;
      this.listener = listener;
    }
  }
}
