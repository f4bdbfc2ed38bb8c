package io.herald.dns.server;

import io.herald.dns.naming.HostResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks hosts up with the system's resolver, on threads of its own: at once, and again every
 * minute. A look-up that fails keeps what was known and is told in the log once.
 */
final class SystemHostResolver implements HostResolver, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SystemHostResolver.class);

  private static final Duration REFRESH = Duration.ofMinutes(1);
  private static final int THREADS = 4;

  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "host-resolver");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, ScheduledFuture<?>> watched = new ConcurrentHashMap<>();
  private final Map<String, Boolean> failing = new ConcurrentHashMap<>();

  SystemHostResolver() {
    threads.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void watch(String host, Listener listener) {
    watched.computeIfAbsent(
        host,
        key ->
            threads.scheduleWithFixedDelay(
                () -> lookUp(host, listener), 0, REFRESH.toSeconds(), TimeUnit.SECONDS));
  }

  @Override
  public void forget(String host) {
    ScheduledFuture<?> lookUps = watched.remove(host);
    if (lookUps != null) {
      lookUps.cancel(false);
    }
    failing.remove(host);
  }

  private void lookUp(String host, Listener listener) {
    try {
      listener.resolved(host, List.of(InetAddress.getAllByName(host)));
      if (failing.remove(host) != null) {
        log.info("host {} resolves again", host);
      }
    } catch (UnknownHostException e) {
      if (failing.putIfAbsent(host, true) == null) {
        log.warn("host {} can't be resolved; its last known addresses stay, trying on", host);
      }
    } catch (RuntimeException e) {
      // An exception would end the look-ups of this host for good.
      log.error("host {}: its addresses could not be taken over", host, e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
