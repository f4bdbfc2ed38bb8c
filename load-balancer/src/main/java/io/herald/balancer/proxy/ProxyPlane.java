package io.herald.balancer.proxy;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.proxy.socket.ProxyLoops;
import io.herald.balancer.proxy.traffic.PlacesOfPlane;
import io.herald.runtime.metrics.LatencyHistogram;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.threads.NamedScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the VIPs' traffic in this process. One thread ({@code lb-proxy-control}) makes of the
 * desired state what stands; the event loops carry, and never wait for it. A connection that is
 * open lives on, whatever becomes of its VIP or its backend in the state.
 */
public final class ProxyPlane implements DataPlane {

  private static final Logger log = LoggerFactory.getLogger(ProxyPlane.class);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LATEST_RETRY = Duration.ofSeconds(30);

  private final ProxyParts parts;
  private final RecentProblems recent;
  private final NamedScheduler control =
      new NamedScheduler("lb-proxy-control", new ThreadPoolExecutor.DiscardPolicy());
  private final AtomicReference<@Nullable DesiredState> wanted = new AtomicReference<>();
  private final Map<VipKey, ServedVip> served = new ConcurrentSkipListMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Backoff retries = new Backoff(FIRST_RETRY, LATEST_RETRY);
  private boolean retrying;
  private volatile long applied;

  /** Carries nothing until a state is applied. */
  public ProxyPlane(ProxySettings settings) {
    this.recent = new RecentProblems(control, this::changed);
    this.parts =
        new ProxyParts(
            settings,
            new ProxyLoops(settings.threads(), settings.nativeSockets()),
            new PlacesOfPlane(settings.maxConnections(), recent::add),
            new LatencyHistogram(),
            this::changed);
    log.info(
        "the proxy has {} threads and {} sockets",
        settings.threads(),
        parts.loops().isNative() ? "Linux'" : "the JDK's");
  }

  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public void apply(DesiredState state) {
    if (wanted.getAndSet(state) == null) {
      control.execute(this::applyLatest);
    }
  }

  private void applyLatest() {
    DesiredState state = wanted.getAndSet(null);
    if (state == null) {
      return;
    }
    served
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !state.vips().containsKey(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    for (Vip vip : state.vips().values()) {
      ServedVip one = served.get(vip.key());
      if (one == null) {
        ServedVip made = new ServedVip(vip, parts);
        made.serve(vip);
        served.put(vip.key(), made);
      } else if (!one.vip().equals(vip)) {
        one.serve(vip);
      }
    }
    applied = state.revision();
    retryLater();
    changed();
  }

  /** Sees to it that what isn't bound is tried again. */
  private void retryLater() {
    if (retrying || served.values().stream().allMatch(ServedVip::isBound)) {
      return;
    }
    retrying = true;
    var unused = control.schedule(this::retry, retries.failed().toNanos(), TimeUnit.NANOSECONDS);
  }

  private void retry() {
    retrying = false;
    boolean all = true;
    for (ServedVip vip : served.values()) {
      all &= vip.bind();
    }
    if (all) {
      retries.succeeded();
    } else {
      retryLater();
    }
    changed();
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public PlaneStatus status() {
    long revision = applied;
    List<PlaneProblem> problems = new ArrayList<>(recent.problems());
    served.values().forEach(vip -> problems.addAll(vip.problems()));
    return new PlaneStatus(revision, problems);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public List<Metric> metrics() {
    return ProxyMetrics.rows(served, parts);
  }

  @Override
  public void drain() {
    stopAccepting();
    int open = parts.places().taken();
    if (open == 0) {
      return;
    }
    Duration most = parts.settings().drain();
    log.info(
        "the proxy takes no new connections; {} are open, and may go on for {} s",
        open,
        most.toSeconds());
    int left;
    try {
      left = parts.places().awaitNone(most);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (left == 0) {
      log.info("all connections through the proxy have ended");
    } else {
      log.warn(
          "{} connections through the proxy are cut, as proxyDrainSeconds, {} s, are over",
          left,
          most.toSeconds());
    }
  }

  private void stopAccepting() {
    control.shutdownNow();
    try {
      if (!control.awaitTermination(LATEST_RETRY.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("the proxy's last state is still being applied; it is closed all the same");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    served.values().forEach(ServedVip::close);
  }

  /** Accepts nobody any more, and cuts what is open. */
  @Override
  public void close() {
    stopAccepting();
    parts.loops().close();
  }
}
