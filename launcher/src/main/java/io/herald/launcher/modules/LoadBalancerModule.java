package io.herald.launcher.modules;

import io.herald.balancer.config.BalancerParameters;
import io.herald.balancer.config.BalancerSettings;
import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.LoadBalancerSettings;
import io.herald.dns.explain.Explanation;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.http.RouteGroup;
import io.herald.launcher.balancer.RunningBalancer;
import io.herald.launcher.balancer.VipExplanations;
import io.herald.launcher.balancer.VipRoutes;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.problem.ProblemBook;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The load balancer beside DNS: its names are answered in the zones of {@code dcosDomains}, once
 * its planes carry what they lead to. Without a plane there is none, and DNS knows nothing of VIPs;
 * once a reload has taken the last plane away, there are no VIPs.
 */
final class LoadBalancerModule implements ServiceModule<BalancerSettings> {

  private static final Logger log = LoggerFactory.getLogger(LoadBalancerModule.class);

  private static final Duration LONGEST_END = Duration.ofSeconds(15);

  private final RunningBalancer running;
  private final VipRoutes routes;
  private final VipExplanations explanations;

  /** A balancer's start and end take time, and names are published by one thread. */
  private final NamedScheduler changes =
      new NamedScheduler("vip-names", new ThreadPoolExecutor.DiscardPolicy());

  private final AtomicBoolean publishDue = new AtomicBoolean();
  private volatile @Nullable ServedCluster served;

  /**
   * Whether there was a balancer ever; before that there is nothing to end, and no thread for it.
   */
  private volatile boolean balances;

  LoadBalancerModule(LiveServices live, Clock clock) {
    this.running = new RunningBalancer(live, clock, this::publishSoon);
    this.routes = new VipRoutes(running);
    this.explanations = new VipExplanations(running::balancer);
  }

  @Override
  public String name() {
    return "load-balancer";
  }

  @Override
  public SettingsSection<BalancerSettings> parameters() {
    return BalancerParameters.BESIDE_DNS;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Metric> metrics() {
    return running.metrics();
  }

  @Override
  public Optional<ProblemBook> problems() {
    return running.problems();
  }

  @Override
  public Optional<Explanation> explain(String name, Optional<InetAddress> client) {
    ServedCluster now = served;
    return now == null
        ? Optional.empty()
        : explanations
            .explain(name, VipExplanations.zones(now.dcosDomains()))
            .or(
                () ->
                    running
                        .web()
                        .flatMap(web -> web.explain(name, host -> now.explain(host, client))));
  }

  @Override
  public void serve(ServedCluster now, BalancerSettings settings) {
    served = now;
    if (!settings.isOn() && !balances) {
      if (!now.dcosDomains().isEmpty()) {
        log.warn(
            "names of VIPs are answered SERVFAIL, as nothing balances; give --plane proxy, or"
                + " --plane none if something else carries the traffic");
      }
      return;
    }
    balances = true;
    String zone =
        now.dcosDomains().stream()
            .findFirst()
            .map(domain -> "l4lb." + domain)
            .orElse(LoadBalancerSettings.DCOS_ZONE);
    changes.execute(
        () -> {
          running.use(settings, zone);
          publish();
        });
  }

  private void publishSoon() {
    if (publishDue.compareAndSet(false, true)) {
      changes.execute(this::publish);
    }
  }

  /** Has DNS answer what is known; before that, what it answered. */
  private void publish() {
    publishDue.set(false);
    ServedCluster now = served;
    if (now == null) {
      return;
    }
    Optional<LoadBalancer> balancer = running.balancer();
    if (balancer.isEmpty()) {
      now.publishVips(new TreeMap<>());
    } else if (balancer.get().names().isKnown()) {
      now.publishVips(balancer.get().names().names());
    }
  }

  @Override
  public void close() {
    Duration most = LONGEST_END.plus(running.drainTime());
    if (balances) {
      changes.execute(running::close);
    }
    changes.shutdown();
    try {
      if (!changes.awaitTermination(most.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("the load balancer didn't end within {} s", most.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
