package io.herald.launcher.modules;

import io.herald.api.ClusterApi;
import io.herald.api.facts.ServedFacts;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.http.RouteGroup;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** {@code /v2}. */
final class ApiModule implements ServiceModule<Optional<Object>> {

  static final SettingsSection<Optional<Object>> SECTION =
      SettingsSection.without(Optional.empty());

  private final ClusterApi api;

  ApiModule(LiveServices live, Clock clock) {
    this.api = new ClusterApi(live, clock);
  }

  @Override
  public String name() {
    return "api";
  }

  @Override
  public SettingsSection<Optional<Object>> parameters() {
    return SECTION;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(api.routes());
  }

  @Override
  public void serve(ServedCluster served, Optional<Object> settings) {
    api.serve(
        new ServedFacts(
            served.addressSources(), new FollowedFacts(served), new AnsweredFacts(served)));
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
