package io.herald.launcher.modules;

import io.herald.api.ClusterApi;
import io.herald.api.facts.ServedFacts;
import io.herald.api.watch.WatchParameters;
import io.herald.api.watch.WatcherLimits;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.http.RouteGroup;
import io.herald.runtime.metrics.Metric;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.List;

/** {@code /v2}, with its watches. */
final class ApiModule implements ServiceModule<WatcherLimits> {

  static final SettingsSection<WatcherLimits> SECTION =
      SettingsSection.of(
          List.of(WatchParameters.WATCHERS_IN_ALL, WatchParameters.WATCHERS_PER_CLIENT),
          WatchParameters::limits);

  private final ClusterApi api;
  private final LoadBalancerModule balancer;
  private final SkydnsModule keys;

  ApiModule(LiveServices live, LoadBalancerModule balancer, SkydnsModule keys, Clock clock) {
    this.api = new ClusterApi(live, clock);
    this.balancer = balancer;
    this.keys = keys;
  }

  @Override
  public String name() {
    return "api";
  }

  @Override
  public SettingsSection<WatcherLimits> parameters() {
    return SECTION;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(api.routes());
  }

  @Override
  public List<Metric> metrics() {
    return api.metrics();
  }

  @Override
  public void serve(ServedCluster served, WatcherLimits settings) {
    api.limit(settings);
    api.serve(
        new ServedFacts(
            served.addressSources(),
            new FollowedFacts(served, balancer),
            new AnsweredFacts(served, List.of(balancer, keys))));
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
