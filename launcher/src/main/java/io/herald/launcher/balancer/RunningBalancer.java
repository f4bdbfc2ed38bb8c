package io.herald.launcher.balancer;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.balancer.config.BalancerSettings;
import io.herald.balancer.control.LoadBalancer;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The load balancer by the settings in force. One that goes on takes over new settings; where they
 * ask for other planes it is made anew, which ends connections that the proxy carries.
 *
 * <p>Safe for any thread.
 */
public final class RunningBalancer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunningBalancer.class);

  private final LiveServices services;
  private final Clock clock;
  private final Runnable onChange;
  private volatile @Nullable InForce now;

  @GuardedBy("this")
  private boolean closed;

  /**
   * A balancer and what it was made by.
   *
   * @param zone of its names
   */
  record InForce(BalancerSettings settings, String zone, LoadBalancer balancer) {}

  /**
   * None runs yet.
   *
   * @param clock monotonic
   * @param onChange called when names or the state have changed; it must not block
   */
  public RunningBalancer(LiveServices services, Clock clock, Runnable onChange) {
    this.services = requireNonNull(services, "services");
    this.clock = requireNonNull(clock, "clock");
    this.onChange = requireNonNull(onChange, "onChange");
  }

  /**
   * Has these from now on. May wait for what an earlier balancer has open.
   *
   * @param zoneOfNames if the settings have none
   */
  public synchronized void use(BalancerSettings settings, String zoneOfNames) {
    if (closed) {
      return;
    }
    InForce before = now;
    String zone = settings.zone().orElse(zoneOfNames);
    if (before != null && settings.isOn() && before.settings().canBecome(settings)) {
      before.balancer().update(settings.control(zoneOfNames));
      now = new InForce(settings, zone, before.balancer());
      return;
    }
    if (before != null) {
      log.info("the load balancer ends; its settings ask for others, or for none");
      now = null;
      before.balancer().close();
    }
    if (settings.isOn()) {
      LoadBalancer balancer = BalancerParts.balancer(services, settings, zoneOfNames, clock);
      balancer.onChange(onChange);
      now = new InForce(settings, zone, balancer);
      balancer.start();
    }
  }

  /** What runs; empty: none does. */
  Optional<InForce> now() {
    return Optional.ofNullable(now);
  }

  /** The one that runs; empty: none does. */
  public Optional<LoadBalancer> balancer() {
    return now().map(InForce::balancer);
  }

  /** Why a host's requests lead where they do; empty while HAProxy isn't a plane. */
  public Optional<WebExplanations> web() {
    return now()
        .filter(running -> running.settings().haproxy().isPresent())
        .map(
            running -> new WebExplanations(services, running.balancer(), running.settings().web()));
  }

  /** What it can't serve, and why; empty while none runs. */
  public Optional<ProblemBook> problems() {
    return balancer().map(LoadBalancer::problems);
  }

  /** Its rows of the metrics page; none while none runs. */
  public List<Metric> metrics() {
    return balancer().map(LoadBalancer::metrics).orElse(List.of());
  }

  /** How long its end waits for what is open, at most. */
  public Duration drainTime() {
    return now().map(it -> it.settings().proxy().drain()).orElse(Duration.ZERO);
  }

  /** Ends it for good: what the proxy has open may end before, within its drain time. */
  @Override
  public synchronized void close() {
    closed = true;
    InForce last = now;
    now = null;
    if (last != null) {
      last.balancer().drain();
      last.balancer().close();
    }
  }
}
